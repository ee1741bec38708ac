package io.vmto.standalone.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** {@code vmto --help}: the commands by what they are for, and the exit codes. */
public final class Overview {
  private static final Map<String, List<String>> PARTS = parts();

  private Overview() {}

  private static Map<String, List<String>> parts() {
    var parts = new LinkedHashMap<String, List<String>>();
    parts.put("Begin", List.of("demo", "serve", "doctor", "sandbox"));
    parts.put("Move machines", List.of("migrate", "plan", "job", "events"));
    parts.put(
        "What there is",
        List.of("connection", "claim", "resource", "artifact", "audit", "graphql"));
    parts.put(
        "Who may", List.of("login", "logout", "whoami", "password", "context", "account", "key"));
    parts.put(
        "Keep it well",
        List.of(
            "health",
            "system",
            "license",
            "webhook",
            "processor",
            "projection",
            "replay",
            "dead-letter",
            "configuration"));
    parts.put("Beside it", List.of("disk", "completion", "help"));
    return parts;
  }

  /** All that is listed, which has to be all that there is. */
  static List<String> listed() {
    return PARTS.values().stream().flatMap(List::stream).toList();
  }

  public static void describe(CommandSpec root) {
    root.usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(Problems.exitCodes())
        .footer(
            "%nEach command explains itself: vmto job --help, vmto job list --help.",
            "Answers come as a table, or with -o json|yaml as the API tells them.",
            "Which server: --data, --context, VMTO_SERVER, VMTO_CONTEXT, the current context,",
            "or the one of this machine's data folder; VMTO_TOKEN is a token to use there.");
    root.commandLine()
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Overview::commands);
    root.commandLine()
        .getHelpSectionMap()
        .remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
  }

  private static String commands(CommandLine.Help help) {
    var text = new StringBuilder();
    PARTS.forEach(
        (title, names) -> {
          text.append(String.format("%n%s:%n", title));
          for (var name : names) {
            var sub = help.subcommands().get(name);
            if (sub != null) {
              text.append(String.format("  %-14s %s%n", name, first(sub)));
            }
          }
        });
    return text.toString();
  }

  private static String first(CommandLine.Help command) {
    var lines = command.commandSpec().usageMessage().description();
    return lines.length == 0 ? "" : lines[0].replace("%n", "");
  }
}
