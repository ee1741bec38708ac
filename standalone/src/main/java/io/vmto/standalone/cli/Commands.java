package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Catalogue;
import io.vmto.standalone.cli.catalogue.Catalogue.Noun;
import io.vmto.standalone.cli.catalogue.Operation;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands that the catalogue makes. */
public final class Commands {
  private Commands() {}

  /** Adds a command for each noun, and one for each row that has none. */
  public static void addTo(CommandSpec root, String... words) {
    boolean complete = complete(words);
    Catalogue.nouns().forEach(noun -> root.addSubcommand(noun.name(), of(noun, complete)));
    Catalogue.alone()
        .forEach(row -> root.addSubcommand(row.verb(), OperationCommand.of(row, complete)));
  }

  /**
   * Adds nothing but what these words lead to: most of a short command's time would go into making
   * commands that nobody has asked for. Returns whether that is there.
   */
  public static boolean addOnly(CommandSpec root, String... words) {
    if (words.length < 2) {
      return false;
    }
    for (var noun : Catalogue.nouns()) {
      if (noun.name().equals(words[0])) {
        var row = noun.rows().stream().filter(r -> r.verb().equals(words[1])).findFirst();
        row.ifPresent(
            found -> root.addSubcommand(noun.name(), of(noun, List.of(found), complete(words))));
        return row.isPresent();
      }
    }
    return false;
  }

  private static CommandLine of(Noun noun, boolean complete) {
    return of(noun, noun.rows(), complete);
  }

  private static CommandLine of(Noun noun, List<Operation> rows, boolean complete) {
    var spec = new Group().spec.name(noun.name());
    spec.usageMessage()
        .description(noun.help())
        .synopsisSubcommandLabel("COMMAND")
        .footer("%nMore about each: vmto " + noun.name() + " COMMAND --help");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
    rows.forEach(row -> spec.addSubcommand(row.verb(), OperationCommand.of(row, complete)));
    return new CommandLine(spec);
  }

  /** A noun without a verb: what may be said of it. */
  private static final class Group implements Runnable {
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    @Override
    public void run() {
      spec.commandLine().usage(System.out);
    }
  }

  /** Whether options have to say everything, as no document does. */
  private static boolean complete(String... words) {
    return Arrays.stream(words).noneMatch(w -> w.equals("--body") || w.startsWith("--body="));
  }
}
