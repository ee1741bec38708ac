package io.vmto.standalone.cli;

import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.ViewQuery;
import io.vmto.runtime.ContractJson;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists jobs, newest first. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "List the jobs of a server, newest first.")
public final class JobsCommand implements Callable<Integer> {
  @Option(names = "--status", description = "Only those: ${COMPLETION-CANDIDATES}.")
  private @Nullable JobStatus status;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit = 50;

  @Option(names = "--json", description = "As the API tells it.")
  private boolean json;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Override
  public Integer call() {
    try (var api = ApiClient.of(data)) {
      var found = api.get("/jobs?limit=" + limit + (status == null ? "" : "&status=" + status));
      if (json) {
        System.out.println(found.toPrettyString());
      } else {
        var jobs = ContractJson.mapper().treeToValue(found, ViewQuery.Jobs.class);
        print(jobs.jobs(), System.out);
      }
    }
    return 0;
  }

  static void print(List<JobSummary> jobs, PrintStream out) {
    int name = jobs.stream().mapToInt(job -> job.name().length()).max().orElse(0);
    for (var job : jobs) {
      out.printf(
          "%s  %-10s  %-" + Math.max(1, name) + "s  %s%n",
          job.id(),
          job.held() ? "HELD" : job.status(),
          job.name(),
          now(job));
    }
  }

  /** What keeps it, or what it does. */
  private static String now(JobSummary job) {
    var failure = job.failure();
    return failure == null ? job.step() : failure.code() + ": " + failure.message();
  }
}
