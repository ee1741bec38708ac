package io.vmto.standalone.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.standalone.Vmto;
import io.vmto.standalone.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The disk commands against qemu-img and openssl, and in processes that are killed. */
class DiskQemuIT {
  private static final int SIZE = 120 << 20;

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void toolsAreThere() {
    Tools.required();
  }

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  /** Half of it is data, in runs of whole and half clusters. */
  private Path raw() throws IOException {
    var file = folder.resolve("source.raw");
    var random = new Random(11);
    try (var channel =
        Files.newByteChannel(
            file,
            java.util.EnumSet.of(
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE))) {
      for (int at = 0; at < SIZE; at += 1 << 20) {
        var data = new byte[(1 + random.nextInt(16)) << 15];
        random.nextBytes(data);
        channel.position(at).write(java.nio.ByteBuffer.wrap(data));
      }
      channel.position(SIZE - 1).write(java.nio.ByteBuffer.wrap(new byte[1]));
    }
    return file;
  }

  private Path image(String format) throws IOException {
    var raw = raw();
    var image = folder.resolve("source." + format);
    switch (format) {
      case "raw" -> {}
      case "vmdk" -> {
        Tools.run(
            "qemu-img",
            "convert",
            "-f",
            "raw",
            "-O",
            "vmdk",
            "-o",
            "subformat=streamOptimized",
            raw,
            image);
        // qemu-img writes no end-of-stream marker, which is a sector of zeros.
        Files.write(image, new byte[512], java.nio.file.StandardOpenOption.APPEND);
      }
      default -> Tools.run("qemu-img", "convert", "-f", "raw", "-O", format, raw, image);
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({"raw, qcow2", "qcow2, raw", "vmdk, qcow2", "vmdk, raw"})
  void whatIsConvertedIsEqualForQemuToo(String from, String to) throws IOException {
    var image = image(from);
    var target = folder.resolve("target");
    var run = Run.disk("convert", image, target, "-O", to, "--json");
    assertThat(run.exit()).as(run.err()).isZero();

    var raw = folder.resolve("source.raw");
    assertThat(run.json().path("root").asString()).isEqualTo(Tools.root(raw));
    assertThat(Tools.run("qemu-img", "compare", "-f", "raw", "-F", to, raw, target))
        .isEqualTo("Images are identical.");
    if (to.equals("qcow2")) {
      assertThat(Tools.run("qemu-img", "check", "-f", "qcow2", target)).startsWith("No errors");
    }
    assertThat(Run.disk("hash", image).out()).startsWith(Tools.root(raw));
    assertThat(Run.disk("verify", image, target).exit()).isZero();
  }

  @Test
  void aCompressedImageIsEqualAndSmaller() throws IOException {
    var plain = folder.resolve("text.raw");
    Files.writeString(plain, "the same line over and over\n".repeat(300_000));
    Tools.run("truncate", "-s", "%512", plain);
    var image = folder.resolve("packed.qcow2");
    var run = Run.disk("convert", plain, image, "--compress", "zstd", "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(Files.size(image)).isLessThan(Files.size(plain) / 4);
    assertThat(Tools.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", plain, image))
        .isEqualTo("Images are identical.");
    assertThat(Run.disk("verify", plain, image).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2"})
  void aTebibyteOfHolesNeedsLittleTimeAndMemory(String to) throws Exception {
    var huge = folder.resolve("huge.raw");
    Tools.run("truncate", "-s", "1T", huge);
    for (var at : List.of("0", "700G", "1048575M")) {
      Tools.run("qemu-io", "-f", "raw", "-c", "write -P 7 " + at + " 1M", huge);
    }
    var target = folder.resolve("target");
    var run = start("-Xmx256m", "disk", "convert", huge, target, "-O", to);
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as(Files.readString(folder.resolve("err.txt"))).isZero();
    assertThat(Tools.run("qemu-img", "compare", "-f", "raw", "-F", to, huge, target))
        .isEqualTo("Images are identical.");
    assertThat(Tools.run("du", "--block-size=1M", target)).matches("[0-9]{1,2}\\s.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "qcow2", "vmdk"})
  void theMapIsTheOneOfQemu(String format) throws IOException {
    var image = image(format);
    var theirs = Tools.run("qemu-img", "map", "--output=json", "-f", format, image);
    assertThat(merged(Run.disk("map", "--json", image).out())).isEqualTo(merged(theirs));
  }

  /** Neighbours of the same kind count as one: QEMU splits where the file is not contiguous. */
  private static List<String> merged(String json) {
    var extents = new ArrayList<String>();
    long start = 0;
    Boolean data = null;
    for (var extent : JsonMapper.shared().readTree(json)) {
      boolean is = extent.path("data").asBoolean();
      if (data != null && is != data) {
        extents.add(start + " " + data);
        start = extent.path("start").asLong();
      }
      data = is;
    }
    extents.add(start + " " + data);
    return extents;
  }

  @Test
  void infoAgreesWithQemuAboutTheSize() throws IOException {
    var image = image("qcow2");
    var ours = Run.disk("info", image, "--json").json();
    var theirs =
        JsonMapper.shared().readTree(Tools.run("qemu-img", "info", "--output=json", image));
    assertThat(ours.path("virtualSize").asLong()).isEqualTo(theirs.path("virtual-size").asLong());
    assertThat(ours.path("format").asString()).isEqualTo(theirs.path("format").asString());
    assertThat(ours.path("problems")).isEmpty();
  }

  @Test
  void snapshotsAndBackingFilesAreFound() throws IOException {
    var image = image("qcow2");
    Tools.run("qemu-img", "snapshot", "-c", "before", image);
    assertThat(Run.disk("info", image).out()).contains("internal snapshots");
    var overlay = folder.resolve("overlay.qcow2");
    Tools.run("qemu-img", "create", "-f", "qcow2", "-b", image, "-F", "qcow2", overlay);
    var run = Run.disk("info", overlay);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("backing file");
  }

  @ParameterizedTest
  @CsvSource({"qcow2, raw, KILL, 137", "raw, qcow2, KILL, 137", "vmdk, qcow2, INT, 130"})
  void aStoppedConversionGoesOnWhereItWasDurable(String from, String to, String signal, int exit)
      throws Exception {
    var image = image(from);
    var target = folder.resolve("target");
    var slow = start("-Xmx1g", "disk", "convert", image, target, "-O", to, "--limit", "24MB/s");
    var journal = folder.resolve("target.part.leaves");
    Wait.until(
        "a durable leaf",
        Duration.ofSeconds(60),
        () -> Files.exists(journal) && Files.size(journal) > 400);
    Tools.run("kill", "-" + signal, slow.pid());
    assertThat(slow.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(slow.exitValue()).isEqualTo(exit);
    assertThat(target).doesNotExist();
    if (signal.equals("INT")) {
      assertThat(folder.resolve("err.txt")).content().contains("run the same command again");
    }

    var run = Run.disk("convert", image, target, "-O", to, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("resuming: ");
    long durable = run.json().path("resumed").path("durable").asLong();
    assertThat(durable).isGreaterThanOrEqualTo(32L << 20);
    assertThat(run.json().path("resumed").path("redone").asLong()).isLessThanOrEqualTo(64L << 20);
    assertThat(run.json().path("root").asString())
        .isEqualTo(Tools.root(folder.resolve("source.raw")));
    if (!from.equals("vmdk")) {
      assertThat(run.json().path("read").asLong())
          .as("what was durable is not read again")
          .isLessThanOrEqualTo(SIZE - durable);
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("target"))
          .containsExactlyInAnyOrder("target", "target.manifest");
    }
  }

  /** In a process of its own, which Ctrl-C reaches even where this one ignores it. */
  private Process start(String heap, Object... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "perl",
                "-e",
                "$SIG{INT} = 'DEFAULT'; exec @ARGV",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Vmto.class.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    var process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    started.add(process);
    return process;
  }
}
