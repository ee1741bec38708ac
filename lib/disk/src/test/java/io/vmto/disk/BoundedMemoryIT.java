package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the disk beyond its manifest: whole passes in a JVM of 64 MiB. */
class BoundedMemoryIT {
  private static final long TWO_TIB = 2L << 40;

  @TempDir Path folder;

  @Test
  void aDiskOfTwoTebibytesIsCopiedInASmallHeap() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    Path image = folder.resolve("disk.qcow2");
    String said =
        Peer.run(
            java,
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes,
            BoundedMemoryIT.class.getName(),
            folder.toString());
    assertThat(said).isEqualTo("copied " + TWO_TIB);
    assertThat(Files.size(image)).isBetween(100L << 16, 1000L << 16);
    Peer.required();
    assertThat(Peer.run("qemu-img", "check", "-f", "qcow2", image.toString()))
        .contains("No errors were found");
  }

  /** The JVM of 64 MiB: a grain in every 20 GiB or so, and the last one. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    long sectors = TWO_TIB / VmdkBuilder.SECTOR;
    VmdkBuilder builder = new VmdkBuilder(sectors);
    Random random = new Random(1);
    byte[] grain = new byte[VmdkBuilder.GRAIN * VmdkBuilder.SECTOR];
    for (int i = 0; i < 100; i++) {
      random.nextBytes(grain);
      builder.grain(sectors / 100 * i / VmdkBuilder.GRAIN * VmdkBuilder.GRAIN, grain);
    }
    builder.grain(sectors - VmdkBuilder.GRAIN, grain);
    try (var source = StreamOptimizedVmdk.open(new ByteArrayInputStream(builder.finish()));
        var sink = Qcow2Sink.create(folder.resolve("disk.qcow2"), source.capacity())) {
      var outcome = CopyPass.of(source, sink, folder.resolve("leaves"), 1).run();
      System.out.println("copied " + outcome.counters().hashedBytes());
    }
  }
}
