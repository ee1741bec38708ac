package io.vmto.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images with compressed clusters of type zstd, ours held against qemu-img and theirs read. */
class ZstdImagesIT {
  private static final int CAPACITY = (19 << 20) + 3 * 512;

  @TempDir Path folder;
  private Path raw;
  private Path image;
  private Path journal;
  private byte[] disk;

  @BeforeEach
  void makeDisk() throws IOException {
    Peer.required();
    raw = folder.resolve("disk.raw");
    image = folder.resolve("disk.qcow2");
    journal = folder.resolve("leaves");
    disk = Content.sparse(8, CAPACITY);
    // Text shrinks, what Content makes of random bytes does not: both kinds stand side by side.
    byte[] line = "the quick brown fox jumps over the lazy dog\n".getBytes(US_ASCII);
    for (int at = 9 << 20; at < 14 << 20; at++) {
      disk[at] = line[at % line.length];
    }
    Files.write(raw, disk);
  }

  private Qcow2Sink create() throws IOException {
    return Qcow2Sink.create(FileImage.open(image), image, CAPACITY, true);
  }

  private CopyPass pass(Qcow2Sink sink) {
    return CopyPass.of(ListStream.of(disk), sink, journal, 1);
  }

  private void assertSound() throws IOException {
    String ours = image.toString();
    assertThat(Peer.run("qemu-img", "check", "-f", "qcow2", ours))
        .contains("No errors were found on the image");
    assertThat(Peer.run("qemu-img", "compare", "-f", "qcow2", "-F", "raw", ours, raw.toString()))
        .isEqualTo("Images are identical.");
    try (var reader = Qcow2Reader.open(image)) {
      assertThat(Rehash.of(reader, done -> {}).root()).isEqualTo(Peer.root(raw));
    }
  }

  @Test
  void whatShrinksIsCompressedAndTheRestIsNot() throws IOException {
    try (var sink = create()) {
      var done = (CopyPass.Completed) pass(sink).run();
      assertThat(done.manifest().root()).isEqualTo(Peer.root(raw));
    }
    assertSound();
    assertThat(Peer.run("qemu-img", "info", "-f", "qcow2", image.toString()))
        .contains("compression type: zstd");
    Path plain = folder.resolve("plain.qcow2");
    Peer.convert("raw", raw, "qcow2", plain);
    assertThat(Files.size(image)).isLessThan(Files.size(plain) - (4 << 20));
  }

  @Test
  void anInterruptedImageGoesOn() throws IOException {
    int[] asked = {0};
    try (var sink = create()) {
      pass(sink).stopWhen(() -> asked[0]++ > 2).run();
      sink.write(5 << 20, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
    try (var sink = Qcow2Sink.resume(FileImage.open(image), image, CAPACITY, true)) {
      assertThat(sink.readsZero()).isFalse();
      assertThat(pass(sink).run()).isInstanceOf(CopyPass.Completed.class);
    }
    assertSound();
  }

  @Test
  void compressedClustersAreWrittenOverAndZeroed() throws IOException {
    try (var sink = create()) {
      sink.write(0, ByteBuffer.wrap(disk));
      Arrays.fill(disk, 10 << 20, 11 << 20, (byte) 0);
      Arrays.fill(disk, (11 << 20) + 100, (12 << 20) + 1000, (byte) 7);
      sink.zero(10 << 20, 1 << 20);
      sink.write((11 << 20) + 100, ByteBuffer.wrap(disk, (11 << 20) + 100, (1 << 20) + 900));
      assertThat(Content.of(sink)).isEqualTo(disk);
      sink.finish();
    }
    Files.write(raw, disk);
    assertSound();
  }

  @Test
  void theirsAreRead() throws IOException {
    Path theirs = folder.resolve("theirs.qcow2");
    Peer.convert("raw", raw, "qcow2", theirs, "-c", "-o", "compression_type=zstd");
    try (var reader = Qcow2Reader.open(theirs)) {
      assertThat(Rehash.of(reader, done -> {}).root()).isEqualTo(Peer.root(raw));
    }
  }
}
