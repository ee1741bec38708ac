package io.vmto.standalone.disk;

import io.vmto.standalone.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Works on disk images without a server. Knows nothing of Spring, so that it starts at once. */
@Command(
    name = "disk",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Convert, hash, compare and inspect disks, without a server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HashCommand.class,
      InfoCommand.class,
      ConvertCommand.class,
      VerifyCommand.class,
      MapCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; verify: equal",
      "1:a disk is damaged, or reading or writing it failed",
      "2:wrong request",
      "3:denied",
      "4:not found",
      "5:conflict, such as a target that is there already",
      "6:verify: different",
      "7:our fault",
      "130:stopped by Ctrl-C"
    })
public final class DiskCommand {
  private DiskCommand() {}

  /** The command on its own, as {@code vmto disk}; starts faster than as a part of everything. */
  public static CommandLine commandLine() {
    return new CommandLine(new DiskCommand())
        .setCommandName("vmto disk")
        .setExecutionExceptionHandler((e, line, parsed) -> Failures.print(e, line.getErr()))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
