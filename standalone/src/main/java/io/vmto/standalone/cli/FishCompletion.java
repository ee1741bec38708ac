package io.vmto.standalone.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish: one {@code complete} for each command, option and known word. */
final class FishCompletion {
  private final CommandSpec root;
  private final PrintStream out;

  FishCompletion(CommandSpec root, PrintStream out) {
    this.root = root;
    this.out = out;
  }

  void print() {
    out.println("# Completion of " + root.name() + " for fish.");
    out.println("function __" + root.name() + "_at");
    out.println("    set -l words (commandline -opc | string match -v -- '-*')");
    out.println("    set -e words[1]");
    out.println("    set -l count (count $argv)");
    out.println("    test (count $words) -ge $count; or return 1");
    out.println("    test $count -eq 0; or test \"$words[1..$count]\" = \"$argv\"; or return 1");
    out.println("end");
    out.println("function __" + root.name() + "_before");
    out.println("    set -l words (commandline -opc | string match -v -- '-*')");
    out.println("    set -e words[1]");
    out.println("    test \"$words\" = \"$argv\"");
    out.println("end");
    out.println("complete -c " + root.name() + " -f");
    command(root, List.of());
  }

  private void command(CommandSpec spec, List<String> path) {
    for (var option : spec.options()) {
      if (!option.hidden()) {
        option(option, path);
      }
    }
    for (var positional : spec.positionalParameters()) {
      var words = words(positional);
      if (words != null) {
        complete("at", path, " -a " + quoted(words) + about(positional));
      }
    }
    for (var sub : spec.subcommands().entrySet()) {
      var inside = sub.getValue().getCommandSpec();
      complete("before", path, " -a " + sub.getKey() + " -d " + quoted(help(inside)));
      var deeper = new ArrayList<>(path);
      deeper.add(sub.getKey());
      command(inside, deeper);
    }
  }

  private void option(OptionSpec option, List<String> path) {
    var line = new StringBuilder();
    for (var name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      var words = words(option);
      boolean file = option.paramLabel().matches(".*(FILE|DIR|PEM).*");
      line.append(file ? " -r -F" : words == null ? " -x" : " -x -a " + quoted(words));
    }
    complete("at", path, line + about(option));
  }

  private void complete(String when, List<String> path, String what) {
    var condition = ("__" + root.name() + "_" + when + " " + String.join(" ", path)).strip();
    out.println("complete -c " + root.name() + " -n " + quoted(condition) + what);
  }

  private static @Nullable String words(ArgSpec spec) {
    var words = spec.completionCandidates();
    return words == null
        ? null
        : StreamSupport.stream(words.spliterator(), false).collect(Collectors.joining(" "));
  }

  private static String about(ArgSpec spec) {
    var help = spec.description();
    return help.length == 0 ? "" : " -d " + quoted(help[0]);
  }

  private static String help(CommandSpec spec) {
    var help = spec.usageMessage().description();
    return help.length == 0 ? "" : help[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
