package io.vmto.standalone;

import io.vmto.standalone.cli.Commands;
import io.vmto.standalone.cli.CompletionCommand;
import io.vmto.standalone.cli.DoctorCommand;
import io.vmto.standalone.cli.MigrateCommand;
import io.vmto.standalone.cli.Overview;
import io.vmto.standalone.cli.Problems;
import io.vmto.standalone.cli.ReplayCommand;
import io.vmto.standalone.cli.context.ContextCommand;
import io.vmto.standalone.cli.context.LoginCommand;
import io.vmto.standalone.cli.context.LogoutCommand;
import io.vmto.standalone.demo.DemoCommand;
import io.vmto.standalone.disk.DiskCommand;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code vmto}. */
@Command(
    name = Vmto.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Moves virtual machines and proves that nothing was lost.",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      MigrateCommand.class,
      DoctorCommand.class,
      ReplayCommand.class,
      SandboxCommand.class,
      DiskCommand.class,
      ContextCommand.class,
      LoginCommand.class,
      LogoutCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class Vmto implements Runnable {
  static final String NAME = "vmto";

  /** Of the help; most terminals have it. */
  private static final int WIDTH = 100;

  @Spec private @Nullable CommandSpec spec;

  private Vmto() {}

  /** Nothing was said: what could be. */
  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(System.out);
  }

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Disks are worked on by a command line of their own: it starts in half the time. */
  static int execute(String... args) {
    return args.length > 0 && args[0].equals("disk")
        ? DiskCommand.commandLine().execute(Arrays.copyOfRange(args, 1, args.length))
        : commandLine(args).execute(args);
  }

  /** With all commands, or with the one alone that these words are of. */
  static CommandLine commandLine(String... args) {
    var one = CommandSpec.create().name(NAME);
    return handling(Commands.addOnly(one, args) ? new CommandLine(one) : whole(args));
  }

  private static CommandLine whole(String... args) {
    var line = new CommandLine(new Vmto());
    Commands.addTo(line.getCommandSpec(), args);
    Overview.describe(line.getCommandSpec());
    return line;
  }

  private static CommandLine handling(CommandLine line) {
    return line.setExecutionExceptionHandler((e, at, parsed) -> Problems.print(e, at.getErr()))
        .setParameterExceptionHandler((e, words) -> Problems.misunderstood(e))
        .setUsageHelpWidth(WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
