package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a warm migration take its source down. */
@Command(
    name = "cutover",
    mixinStandardHelpOptions = true,
    description = {
      "Shut the source of a warm migration down and let the target take over.",
      "Downtime begins with the shutdown and ends with the boot of the target."
    })
public final class CutoverCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
  private String job = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Override
  public Integer call() {
    try (var api = ApiClient.of(data)) {
      api.post("/jobs/" + new JobId(job) + "/cutover", Map.of());
    }
    return 0;
  }
}
