package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged images of every format, read in a JVM of 256 MiB. What damage is drawn depends on nothing
 * but its number, so that a failure can be repeated; {@code -Dvmto.hostile} says how many.
 */
class HostileImagesIT {
  @TempDir Path folder;

  @BeforeAll
  static void peerIsThere() {
    Peer.required();
  }

  private void makeImages() throws IOException {
    Path raw = Files.write(folder.resolve("disk.raw"), HostileTargets.disk());
    convert("vmdk", "sparse.vmdk", "subformat=monolithicSparse");
    convert("vmdk", "packed.vmdk", "subformat=streamOptimized");
    convert("vmdk", "flat.vmdk", "subformat=monolithicFlat");
    convert("qcow2", "plain.qcow2", "cluster_size=4k");
    Path packed = folder.resolve("packed.qcow2");
    Peer.convert("raw", raw, "qcow2", packed, "-c", "-o", "cluster_size=4k");
    convert("vdi", "disk.vdi", "static=off");
    convert("vpc", "disk.vhd", "subformat=dynamic,force_size=on");
    convert("vhdx", "disk.vhdx", "subformat=dynamic,block_size=1M");
    Files.writeString(folder.resolve("machine.ovf"), "<Envelope/>");
    Files.writeString(folder.resolve("machine.vmdk"), "content".repeat(400));
    String archive = folder.resolve("machine.ova").toString();
    Peer.run(
        "tar",
        "-C",
        folder.toString(),
        "--format=ustar",
        "-cf",
        archive,
        "machine.ovf",
        "machine.vmdk");
  }

  private void convert(String format, String name, String options) throws IOException {
    Peer.convert("raw", folder.resolve("disk.raw"), format, folder.resolve(name), "-o", options);
  }

  @Test
  void everyDamagedImageIsReadRightOrRefusedByItsByte() throws IOException {
    makeImages();
    int count = Integer.getInteger("vmto.hostile", 2000);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String said =
        Peer.run(
            Duration.ofSeconds(60 + count / 50),
            java,
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HostileImagesIT.class.getName(),
            folder.toString(),
            String.valueOf(count));
    System.out.println(said);
    assertThat(said.lines().filter(line -> line.startsWith("passed "))).hasSize(12);
  }

  /** The JVM of 256 MiB. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var targets = new HostileTargets(Path.of(arguments[0])).all();
    int each = (Integer.parseInt(arguments[1]) + targets.size() - 1) / targets.size();
    for (HostileTarget target : targets) {
      try (var run = new HostileRun(target)) {
        run.run(each);
        if (run.refused() < each / 8) {
          throw new AssertionError(target.name() + ": hardly any damage did any harm");
        }
        System.out.printf(
            "passed %s: %d refused, %d read right%n", target.name(), run.refused(), run.read());
      }
    }
  }

  @Test
  void aReaderThatBelievesEverythingIsCaught() throws IOException {
    Path file = folder.resolve("believed");
    byte[] sound = {1, 2, 3, 4, 5, 6, 7, 8};
    var target =
        HostileTarget.of(
                "believed",
                file,
                sound,
                damaged -> {
                  if (Files.readAllBytes(damaged).length < 4) {
                    throw new IllegalStateException("boundless belief");
                  }
                })
            .area(0, 8)
            .build();
    try (var run = new HostileRun(target)) {
      assertThatThrownBy(() -> run.run(1000))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("boundless belief");
    }
  }
}
