package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes limits while jobs run. */
@Command(
    name = "limit",
    mixinStandardHelpOptions = true,
    description = "Change the limits of a job or a connection; running copies follow at once.",
    subcommands = {LimitCommand.OfJob.class, LimitCommand.OfConnection.class},
    footer = {
      "%nExamples:",
      "  vmto limit job 3f0c2a52-6a4e-4d0b-9d0e-5b8f4a1c7e21 50MB/s",
      "  vmto limit connection vcenter 0"
    })
public final class LimitCommand {
  private LimitCommand() {}

  @Command(
      name = "job",
      mixinStandardHelpOptions = true,
      description = "What is not given stays as it is.")
  static final class OfJob implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "RATE",
        converter = Rate.class,
        description = "Bytes read from the source, e.g. 50MB/s; 0 is no limit.")
    private @Nullable Long rate;

    @Option(
        names = "--parallel-disks",
        paramLabel = "N",
        description = "Disks copied at the same time; those under way go on.")
    private @Nullable Integer parallelDisks;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
    private Path data = Folders.data();

    @Override
    public Integer call() {
      var limits = new LinkedHashMap<String, Object>();
      if (rate != null) {
        limits.put("bytesPerSecond", rate);
      }
      if (parallelDisks != null) {
        limits.put("parallelDisks", parallelDisks);
      }
      try (var api = ApiClient.of(data)) {
        api.patch("/jobs/" + new JobId(job) + "/limits", limits);
      }
      return 0;
    }
  }

  @Command(
      name = "connection",
      mixinStandardHelpOptions = true,
      description = "What all jobs of the server may read from it together.")
  static final class OfConnection implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONNECTION", description = "Name or id.")
    private String connection = "";

    @Parameters(
        index = "1",
        paramLabel = "RATE",
        converter = Rate.class,
        description = "E.g. 200MB/s; 0 is no limit.")
    private long rate;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
    private Path data = Folders.data();

    @Override
    public Integer call() {
      try (var api = ApiClient.of(data)) {
        var id = KnownConnections.id(api, connection);
        api.patch("/connections/" + id + "/limits", Map.of("bytesPerSecond", rate));
      }
      return 0;
    }
  }
}
