package io.vmto.standalone;

import io.vmto.standalone.cli.DoctorCommand;
import io.vmto.standalone.cli.LimitCommand;
import io.vmto.standalone.cli.MigrateCommand;
import io.vmto.standalone.cli.Problems;
import io.vmto.standalone.demo.DemoCommand;
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
      LimitCommand.class,
      DoctorCommand.class,
      SandboxCommand.class,
      HelpCommand.class
    })
public final class Vmto {
  private Vmto() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Vmto())
        .setExecutionExceptionHandler((e, line, parsed) -> Problems.print(e, line.getErr()))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
