package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What somebody may ask of a job that is there: one request each, named as the command is. */
public final class Orders {
  private Orders() {}

  /** An order; returns when the server has accepted it. */
  abstract static class Order implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "JOB", description = "The job's id; see `vmto jobs`.")
    private String job = "";

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder of the running server (default: ${DEFAULT-VALUE}).")
    private Path data = Folders.data();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      var id = new JobId(job);
      agree(id);
      try (var api = ApiClient.of(data)) {
        api.post("/jobs/" + id + "/" + Objects.requireNonNull(spec).name(), Map.of());
      }
      return 0;
    }

    /** Throws when somebody has to agree and does not. */
    void agree(JobId id) {}
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Stop a job at its next checkpoint; nothing is left open at its source.")
  public static final class Pause extends Order {}

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Let a job go on that was paused, or held by a failure that is mended.")
  public static final class Resume extends Order {}

  @Command(
      name = "retry",
      mixinStandardHelpOptions = true,
      description = "Do a failed job again from its first step.")
  public static final class Retry extends Order {}

  @Command(
      name = "cutover",
      mixinStandardHelpOptions = true,
      description = {
        "Shut the source of a warm migration down and let the target take over.",
        "Downtime begins with the shutdown and ends with the boot of the target."
      })
  public static final class Cutover extends Order {}

  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "End a job and take back what it made; its source is as it was before.")
  public static final class Cancel extends Order {
    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    void agree(JobId id) {
      if (!yes && !answer("Cancel job " + id + " and delete what it has copied? [y/N] ")) {
        throw new ApiProblem(
            ErrorCode.REQUEST_INVALID, "Nothing was cancelled.", "Answer y, or give --yes.");
      }
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits at a terminal
    private static boolean answer(String question) {
      var console = System.console();
      if (console == null || !console.isTerminal()) {
        return false;
      }
      var said = console.readLine("%s", question);
      return said != null && said.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
  }
}
