package io.vmto.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of a bench run, on figures whose medians are plain to see. */
class ReportTest {
  private static final String TARGETS = "copy/wall\twall\tours\tpeer\tmax\t0.5\t0.25\n";
  private static final String PEER = runs("peer", "8", "12", "10");

  @TempDir Path folder;

  private record Report(int code, String text) {}

  @Test
  void theRatioIsThatOfTheMedians() throws Exception {
    var report = report(runs("ours", "99", "3", "4") + PEER, "", "");

    assertThat(report.text())
        .contains("ours 4.00 s (3.00 s – 99.00 s)  peer 10.00 s (8.00 s – 12.00 s)  0.400")
        .endsWith("targets met: 1 of 1\n");
    assertThat(report.code()).isZero();
  }

  @Test
  void aMissedTargetFailsTheRun() throws Exception {
    var report = report(runs("ours", "6", "6", "6") + PEER, "", "## other/wall\nWhy.\n");

    assertThat(report.text()).contains("MISSED").endsWith("targets met: 0 of 1\n");
    assertThat(report.code()).isEqualTo(1);
  }

  @Test
  void aMissIsExplainedByTextUnderItsHeadingAndNotByAHeadingAlone() throws Exception {
    var missed = runs("ours", "6", "6", "6") + PEER;

    assertThat(report(missed, "", "## `copy/wall`\n\n6 s: the disk is slow.\n").code()).isZero();
    assertThat(report(missed, "", "## copy/wall\n\n# Other\ntext\n").code()).isEqualTo(1);
  }

  @Test
  void aFailedRowFailsTheRunWhateverIsExplained() throws Exception {
    var report = report(PEER, "copy\tthe target differs\n", "## copy/wall\nKnown.\n");

    assertThat(report.text()).contains("FAILED", "copy failed: the target differs");
    assertThat(report.code()).isEqualTo(1);
  }

  @Test
  void anExplanationThatIsNoLongerNeededIsNamed() throws Exception {
    var report = report(runs("ours", "1") + PEER, "", "## copy/wall\nWhy.\n");

    assertThat(report.text()).contains("met, stretch too", "take it out of known-misses.md");
    assertThat(report.code()).isZero();
  }

  private static String runs(String who, String... seconds) {
    var lines = new StringBuilder();
    for (String value : seconds) {
      lines.append("copy\t" + who + "\twall\t" + value + "\n");
    }
    return lines.toString();
  }

  private Report report(String samples, String failures, String misses)
      throws IOException, InterruptedException {
    var output = folder.resolve("output");
    var process =
        new ProcessBuilder(
                "perl",
                Path.of("lib/report.pl").toAbsolutePath().toString(),
                file("targets", TARGETS),
                file("samples", samples),
                file("failures", failures),
                file("misses", misses))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Report(process.exitValue(), Files.readString(output, UTF_8));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
