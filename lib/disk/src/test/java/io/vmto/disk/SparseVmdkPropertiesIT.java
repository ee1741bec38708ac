package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/** Disks of any capacity with content anywhere, as qemu-img writes and reads them. */
class SparseVmdkPropertiesIT {
  private static final int SECTOR = 512;
  private static final int MOST_SECTORS = 140_000;

  private Path raw = Path.of("");
  private Path image = Path.of("");

  @BeforeContainer
  static void peerIsThere() {
    Peer.required();
  }

  @BeforeTry
  void makeFiles() throws IOException {
    raw = Files.createTempFile("disk", ".raw");
    image = Files.createTempFile("disk", ".vmdk");
  }

  @AfterTry
  void deleteFiles() throws IOException {
    Files.delete(raw);
    Files.delete(image);
  }

  /** Extents of whole sectors that begin and end anywhere. */
  private static byte[] extents(Random random, int sectors) {
    byte[] disk = new byte[sectors * SECTOR];
    for (int i = random.nextInt(6); i > 0; i--) {
      int from = random.nextInt(sectors);
      int count = 1 + random.nextInt(Math.min(sectors - from, 400));
      byte[] content = new byte[count * SECTOR];
      random.nextBytes(content);
      System.arraycopy(content, 0, disk, from * SECTOR, content.length);
    }
    return disk;
  }

  @Property(tries = 25)
  void whatQemuImgWritesIsReadAtRandom(
      @ForAll @IntRange(min = 1, max = MOST_SECTORS) int sectors,
      @ForAll boolean packed,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    byte[] disk = extents(random, sectors);
    Files.write(raw, disk);
    String form = packed ? "streamOptimized" : "monolithicSparse";
    Peer.convert("raw", raw, "vmdk", image, "-o", "subformat=" + form);
    try (var reader = SparseVmdk.open(image)) {
      assertThat(reader.capacity()).isEqualTo(disk.length);
      for (int i = 0; i < 20; i++) {
        int at = random.nextInt(disk.length);
        int length = 1 + random.nextInt(Math.min(disk.length - at, 1 << 20));
        ByteBuffer part = ByteBuffer.allocate(length);
        reader.read(at, part);
        assertThat(part.flip()).isEqualTo(ByteBuffer.wrap(disk, at, length));
        if (reader.knownZero(at, length)) {
          assertThat(Zeros.all(ByteBuffer.wrap(disk), at, length)).isTrue();
        }
      }
      assertThat(Content.of(reader)).isEqualTo(disk);
    }
  }

  @Property(tries = 15)
  void ourFooterFormIsReadAlikeHereAndThere(
      @ForAll @IntRange(min = 1, max = MOST_SECTORS) int sectors, @ForAll long seed)
      throws IOException {
    byte[] disk = extents(new Random(seed), sectors);
    Files.write(image, VmdkBuilder.image(disk));
    Peer.convert("vmdk", image, "raw", raw);
    assertThat(Files.readAllBytes(raw)).isEqualTo(disk);
    try (var reader = SparseVmdk.open(image)) {
      assertThat(Content.of(reader)).isEqualTo(disk);
    }
  }
}
