package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The command line as a whole: its help, its completion, how it is warmed up. */
class VmtoTest {
  @TempDir Path folder;

  private static String usage(CommandLine line) {
    var text = new StringWriter();
    line.usage(new PrintWriter(text));
    return text.toString();
  }

  private static List<CommandLine> all(CommandLine line) {
    var all = new ArrayList<CommandLine>();
    all.add(line);
    line.getSubcommands().values().forEach(sub -> all.addAll(all(sub)));
    return all;
  }

  @Test
  void theHelpListsEveryCommandAndEveryExitCode() {
    var line = Vmto.commandLine();
    var help = usage(line);
    line.getSubcommands().keySet().forEach(name -> assertThat(help).contains("\n  " + name + " "));
    assertThat(help).containsPattern("(?m)^ +0 +done$").containsPattern("(?m)^ +7 +our fault");
    assertThat(help.lines()).allMatch(l -> l.length() <= 100);
  }

  @Test
  void everyHelpFitsOnATerminal() {
    assertThat(all(Vmto.commandLine())).hasSizeGreaterThan(80);
    for (var line : all(Vmto.commandLine())) {
      var help = usage(line);
      assertThat(help.lines()).as(help).allMatch(l -> l.length() <= 100);
      assertThat(help).doesNotContain("${").doesNotContain("%n");
    }
  }

  /** The short way to one command and the long way to all lead to the same. */
  @Test
  void aCommandIsTheSameWhetherItIsAloneOrAmongAll() {
    var alone = Vmto.commandLine("job", "list");
    assertThat(alone.getSubcommands()).containsOnlyKeys("job");
    assertThat(usage(alone.getSubcommands().get("job").getSubcommands().get("list")))
        .isEqualTo(
            usage(Vmto.commandLine().getSubcommands().get("job").getSubcommands().get("list")));
  }

  @Test
  void whatIsMistypedIsRefusedWithWhatWasMeant() {
    var line = Vmto.commandLine("job", "lst");
    var err = new StringWriter();
    line.setErr(new PrintWriter(err, true));
    assertThat(line.execute("job", "lst")).isEqualTo(2);
    assertThat(err.toString()).contains("lst", "job list", "vmto job --help");
  }

  /** A warm-up that fails costs every later start half a second and is seen nowhere else. */
  @Test
  void everyCommandOfTheWarmUpEndsAsItShould() throws IOException {
    WarmUp.main(new String[] {folder.toString()});
  }

  @Test
  void bashCompletesNounsVerbsOptionsAndWhatTheyTake() throws Exception {
    var script = folder.resolve("vmto.bash");
    Files.writeString(script, AutoComplete.bash(Vmto.NAME, Vmto.commandLine()));

    assertThat(completed(script, "vmto", "jo")).contains("job");
    assertThat(completed(script, "vmto", "job", "")).contains("list", "resume-from", "watch");
    assertThat(completed(script, "vmto", "job", "list", "--st")).contains("--status");
    assertThat(completed(script, "vmto", "job", "list", "--status", ""))
        .contains("failed", "succeeded");
    assertThat(completed(script, "vmto", "connection", "list", "-o", "")).contains("yaml");
  }

  private static List<String> completed(Path script, String... words) throws Exception {
    var text =
        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE=\"${COMP_WORDS[*]}\"; _complete_vmto;"
            .formatted(script, String.join(" ", quoted(words)), words.length - 1);
    var process =
        new ProcessBuilder("bash", "-c", text + " printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return out.lines().map(String::strip).toList();
  }

  private static List<String> quoted(String... words) {
    return List.of(words).stream().map(word -> "'" + word + "'").toList();
  }
}
