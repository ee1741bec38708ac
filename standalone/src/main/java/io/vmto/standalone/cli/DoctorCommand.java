package io.vmto.standalone.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at this machine and says what is there, what is missing, and how to mend it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "What is there, what is missing, how to mend it.",
    subcommands = DoctorConnectionCommand.class)
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the server to look at (default: ${DEFAULT-VALUE}).")
  private Path data = Folders.data();

  @Override
  public Integer call() {
    boolean well = true;
    for (var check : Checkup.all(data.toAbsolutePath())) {
      System.out.printf("%-8s %-22s %s%n", check.state().word(), check.subject(), check.detail());
      if (!check.remedy().isEmpty()) {
        System.out.printf("%-31s → %s%n", "", check.remedy());
      }
      well &= check.state() != Checkup.State.MISSING;
    }
    return well ? 0 : 1;
  }
}
