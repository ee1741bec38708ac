package io.vmto.standalone;

import io.vmto.standalone.cli.DoctorCommand;
import io.vmto.standalone.cli.HistoryCommand;
import io.vmto.standalone.cli.JobCommand;
import io.vmto.standalone.cli.JobsCommand;
import io.vmto.standalone.cli.LimitCommand;
import io.vmto.standalone.cli.MigrateCommand;
import io.vmto.standalone.cli.Orders;
import io.vmto.standalone.cli.Problems;
import io.vmto.standalone.cli.ReplayCommand;
import io.vmto.standalone.cli.SshCommand;
import io.vmto.standalone.demo.DemoCommand;
import io.vmto.standalone.disk.DiskCommand;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code vmto}. */
@Command(
    name = "vmto",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Moves virtual machines and proves that nothing was lost.",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      MigrateCommand.class,
      JobsCommand.class,
      JobCommand.class,
      HistoryCommand.class,
      Orders.Pause.class,
      Orders.Resume.class,
      Orders.Cutover.class,
      Orders.Cancel.class,
      Orders.Retry.class,
      LimitCommand.class,
      SshCommand.class,
      DoctorCommand.class,
      ReplayCommand.class,
      SandboxCommand.class,
      DiskCommand.class,
      HelpCommand.class
    })
public final class Vmto {
  private Vmto() {}

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Disks are worked on by a command line of their own: it starts in half the time. */
  private static int execute(String[] args) {
    return args.length > 0 && args[0].equals("disk")
        ? DiskCommand.commandLine().execute(Arrays.copyOfRange(args, 1, args.length))
        : commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Vmto())
        .setExecutionExceptionHandler((e, line, parsed) -> Problems.print(e, line.getErr()))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
