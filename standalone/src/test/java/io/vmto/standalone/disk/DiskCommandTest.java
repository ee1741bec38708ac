package io.vmto.standalone.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk commands on files of our own: what they say and how they end. */
class DiskCommandTest {
  private static final int SIZE = (9 << 20) + 512;

  @TempDir Path folder;

  private Path disk(String name) throws IOException {
    var bytes = new byte[SIZE];
    new Random(5).nextBytes(bytes);
    Arrays.fill(bytes, 1 << 20, 6 << 20, (byte) 0);
    return Files.write(folder.resolve(name), bytes);
  }

  private static void write(Path file, long at, byte... bytes) throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      access.seek(at);
      access.write(bytes);
    }
  }

  private Stream<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void aFinishedTargetHasItsNameItsManifestAndNothingElse(String format) throws IOException {
    var source = disk("a.raw");
    var target = folder.resolve("b");
    var run = Run.disk("convert", source, target, "-O", format, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(names()).containsExactly("a.raw", "b", "b.manifest");
    assertThat(run.json().path("capacity").asLong()).isEqualTo(SIZE);
    assertThat(run.json().path("resumed").isNull()).isTrue();
    assertThat(Run.disk("verify", source, target).exit()).isZero();
    assertThat(Run.disk("verify", target, target + ".manifest").exit()).isZero();
    assertThat(Run.disk("hash", target).out())
        .isEqualTo(run.json().path("root").asString() + "  " + target + "\n");
  }

  @Test
  void aRawTargetHoldsTheBytesOfItsSource() throws IOException {
    var source = disk("a.raw");
    Run.disk("convert", source, folder.resolve("b.raw"));
    assertThat(folder.resolve("b.raw")).hasSameBinaryContentAs(source);
  }

  @Test
  void aTargetThatIsThereIsOnlyReplacedByForce() throws IOException {
    var source = disk("a.raw");
    var target = Files.writeString(folder.resolve("b.raw"), "dear to somebody");
    var refused = Run.disk("convert", source, target);
    assertThat(refused.exit()).isEqualTo(5);
    assertThat(refused.err()).contains("is there already").contains("--force");
    assertThat(target).hasContent("dear to somebody");
    assertThat(names()).containsExactly("a.raw", "b.raw");

    assertThat(Run.disk("convert", source, target, "--force").exit()).isZero();
    assertThat(target).hasSameBinaryContentAs(source);
  }

  @Test
  void anUnfinishedCopyOfAnotherSourceIsNotGoneOnWith() throws IOException {
    var source = disk("a.raw");
    Files.writeString(folder.resolve("b.raw.part.source"), "raw to raw, of another one\n");
    Files.writeString(folder.resolve("b.raw.part"), "half a disk");
    var refused = Run.disk("convert", source, folder.resolve("b.raw"));
    assertThat(refused.exit()).isEqualTo(5);
    assertThat(refused.err()).contains("of another one");
    assertThat(folder.resolve("b.raw.part")).hasContent("half a disk");

    assertThat(Run.disk("convert", source, folder.resolve("b.raw"), "--force").exit()).isZero();
    assertThat(folder.resolve("b.raw")).hasSameBinaryContentAs(source);
    assertThat(names()).containsExactly("a.raw", "b.raw", "b.raw.manifest");
  }

  @Test
  void twoCommandsDoNotWriteTheSameTarget() throws IOException {
    var source = disk("a.raw");
    try (var other =
        FileChannel.open(
            folder.resolve("b.raw.part.source"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      assertThat(other.tryLock()).isNotNull();
      var refused = Run.disk("convert", source, folder.resolve("b.raw"));
      assertThat(refused.exit()).isEqualTo(5);
      assertThat(refused.err()).contains("Another command is writing");
    }
  }

  @Test
  void aDiskIsNotConvertedIntoItself() throws IOException {
    var source = disk("a.raw");
    var before = Files.readAllBytes(source);
    assertThat(Run.disk("convert", source, source, "--force").exit()).isEqualTo(2);
    assertThat(source).hasBinaryContent(before);
  }

  @ParameterizedTest
  @CsvSource({"raw, 4194304, 512", "raw, 9437184, 512", "qcow2, 6291456, 512"})
  void aDifferenceIsNamedByItsSectorAndThePassThatWroteIt(String format, long at, long length)
      throws IOException {
    var source = disk("a.raw");
    var target = folder.resolve("b");
    Run.disk("convert", source, target, "-O", format);
    // The source is changed, so that the test need not know where a format keeps its content.
    byte[] was = Arrays.copyOfRange(Files.readAllBytes(source), (int) at + 5, (int) at + 6);
    write(source, at + 5, (byte) ~was[0]);

    var run = Run.disk("verify", source, target, "--json");
    assertThat(run.exit()).isEqualTo(6);
    var difference = run.json().path("difference");
    assertThat(run.json().path("equal").asBoolean()).isFalse();
    assertThat(difference.path("offset").asLong()).isEqualTo(at);
    assertThat(difference.path("length").asLong()).isEqualTo(length);
    assertThat(difference.path("pass").asInt()).isEqualTo(1);
    assertThat(difference.path("changed").asString()).isEqualTo("source");
    assertThat(Run.disk("verify", source, target).out())
        .contains("offset      " + at)
        .contains("the target is as it was written");
  }

  @Test
  void aDifferenceToAManifestIsNamedByItsLeaf() throws IOException {
    var source = disk("a.raw");
    Run.disk("convert", source, folder.resolve("b.raw"));
    write(folder.resolve("b.raw"), 5 << 20, (byte) 1);
    var run =
        Run.disk("verify", folder.resolve("b.raw"), folder.resolve("b.raw.manifest"), "--json");
    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.json().path("difference").path("offset").asLong()).isEqualTo(4 << 20);
    assertThat(run.json().path("difference").path("length").asLong()).isEqualTo(4 << 20);
  }

  @Test
  void aLargerTargetIsEqualOnlyWhileTheRestOfItIsZero() throws IOException {
    var source = disk("a.raw");
    var target = disk("b.raw");
    write(target, (12 << 20) - 1, (byte) 0);
    assertThat(Run.disk("verify", source, target).exit()).isZero();
    write(target, (11 << 20) + 700, (byte) 3);
    var run = Run.disk("verify", source, target, "--json");
    assertThat(run.exit()).isEqualTo(6);
    assertThat(run.json().path("difference").path("offset").asLong()).isEqualTo((11 << 20) + 512);
    assertThat(Run.disk("verify", target, source).exit()).as("a smaller target").isEqualTo(6);
  }

  @Test
  void aDamagedImageIsNeitherEqualNorDifferent() throws IOException {
    var source = disk("a.raw");
    var target = folder.resolve("b.qcow2");
    Run.disk("convert", source, target);
    try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      channel.truncate(1 << 20);
    }
    for (var command : new String[] {"hash", "map", "info"}) {
      assertThat(Run.disk(command, target).exit()).as(command).isEqualTo(1);
    }
    var run = Run.disk("verify", source, target);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("at byte").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "vhdxfile, VHDX",
    "conectix, VHD",
    "COWD, COWD",
    "# Disk DescriptorFile, of several files or another kind",
    "KDMV, damaged"
  })
  void anImageOfAnotherKindIsNotTakenForARawDisk(String magic, String words) throws IOException {
    var image = folder.resolve("image");
    Files.write(image, Arrays.copyOf(magic.getBytes(StandardCharsets.US_ASCII), 1024));
    var run = Run.disk("hash", image);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains(words).contains("remedy");
    assertThat(Run.disk("hash", image, "-f", "raw").exit()).as("unless it is told so").isZero();
  }

  @Test
  void aMissingFileAWrongOptionAndAnUnknownSchemeAreToldApart() {
    assertThat(Run.disk("hash", folder.resolve("none")).exit()).isEqualTo(4);
    assertThat(Run.disk("convert", "a", "b", "--limit", "fast").exit()).isEqualTo(2);
    assertThat(Run.disk("hash").exit()).isEqualTo(2);
    assertThat(Run.disk("hash", "gopher://host/disk").exit()).isEqualTo(2);
  }

  @Test
  void leavesArePrintedWithTheirPlaces() throws IOException {
    var run = Run.disk("hash", disk("a.raw"), "--leaves", "--json");
    assertThat(run.json().path("leaves")).hasSize(3);
    assertThat(run.json().path("leafSize").asInt()).isEqualTo(4 << 20);
    assertThat(Run.disk("hash", folder.resolve("a.raw"), "--leaves").out().lines()).hasSize(4);
  }

  @Test
  void namesWithQuotesAndControlCharactersStayJson() throws IOException {
    var name = folder.resolve("a \"quoted\"\t\\ näme");
    Files.write(name, new byte[512]);
    assertThat(Run.disk("hash", name, "--json").json().path("source").asString())
        .isEqualTo(name.toString());
  }

  @Test
  void aRateHoldsReadingBack() throws IOException {
    var source = disk("a.raw");
    long began = System.nanoTime();
    assertThat(Run.disk("convert", source, folder.resolve("b.raw"), "--limit", "16MB/s").exit())
        .isZero();
    // 9.4 MB at 16 MB/s are 0.59 s, of which 0.2 s may be caught up with.
    assertThat(System.nanoTime() - began).isGreaterThan(380_000_000L);
  }
}
