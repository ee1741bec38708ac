package io.vmto.standalone.cli;

import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.runtime.ContractJson;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
  private static final Set<StepStatus> UNDER_WAY =
      Set.of(StepStatus.RUNNING, StepStatus.RETRYING, StepStatus.WAITING);

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

  static void print(List<JobView> jobs, PrintStream out) {
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
  private static String now(JobView job) {
    var failure = job.failure();
    if (failure != null) {
      return failure.code() + ": " + failure.message();
    }
    return job.steps().stream()
        .filter(step -> UNDER_WAY.contains(step.status()))
        .map(JobView.StepView::title)
        .findFirst()
        .orElse("");
  }
}
