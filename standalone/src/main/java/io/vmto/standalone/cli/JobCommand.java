package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import io.vmto.contract.view.JobView;
import io.vmto.runtime.ContractJson;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one job, now or as it was. */
@Command(
    name = "job",
    mixinStandardHelpOptions = true,
    description = "Show a job with its steps, disks and evidence.")
public final class JobCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id; see `vmto jobs`.")
  private String job = "";

  @Option(
      names = "--at",
      paramLabel = "POSITION",
      description = "As it was once this event was stored; see `vmto history`.")
  private @Nullable Long at;

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
      var found = api.get("/jobs/" + new JobId(job) + (at == null ? "" : "?at=" + at));
      if (json) {
        System.out.println(found.toPrettyString());
      } else {
        new JobReport(ContractJson.mapper().treeToValue(found, JobView.class)).print(System.out);
      }
    }
    return 0;
  }
}
