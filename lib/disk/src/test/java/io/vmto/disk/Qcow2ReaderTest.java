package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile qcow2 images; that sound ones are read is proven with qemu-img. */
class Qcow2ReaderTest {
  private static final int CLUSTER = 1 << 16;
  private static final int L1 = 3 * CLUSTER;
  private static final int L2 = 2 * CLUSTER;
  private static final int FILE = 6 * CLUSTER;

  @TempDir Path folder;
  private Path image;
  private byte[] sound;

  @BeforeEach
  void makeImage() throws IOException {
    image = folder.resolve("disk.qcow2");
    byte[] disk = new byte[CLUSTER];
    new Random(1).nextBytes(disk);
    try (var sink = Qcow2Sink.create(image, 1 << 20)) {
      sink.write(0, ByteBuffer.wrap(disk));
      sink.finish();
    }
    sound = Files.readAllBytes(image);
    assertThat(sound).hasSize(FILE);
  }

  private ByteBuffer changed() {
    return ByteBuffer.wrap(sound.clone());
  }

  private void assertRefused(ByteBuffer changed, String message) throws IOException {
    byte[] bytes = new byte[changed.capacity()];
    changed.get(0, bytes);
    Files.write(image, bytes);
    assertThatThrownBy(
            () -> {
              try (var reader = Qcow2Reader.open(image)) {
                Content.of(reader);
              }
            })
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void headersThatClaimTheImpossibleAreRefused() throws IOException {
    assertRefused(changed().putInt(0, 1), "not a qcow2");
    assertRefused(changed().putInt(4, 4), "version 4");
    assertRefused(changed().putInt(4, 1), "version 1");
    assertRefused(changed().putLong(8, 512), "backing file");
    assertRefused(changed().putInt(16, 5), "backing file");
    assertRefused(changed().putInt(20, 8), "cluster size");
    assertRefused(changed().putInt(20, 22), "cluster size");
    assertRefused(changed().putInt(20, -1), "cluster size");
    assertRefused(changed().putLong(24, 0), "capacity");
    assertRefused(changed().putLong(24, -1), "capacity");
    assertRefused(changed().putLong(24, 1L << 55), "capacity too large");
    assertRefused(changed().putInt(32, 1), "encrypted");
    assertRefused(changed().putInt(36, 0), "L1 table size");
    assertRefused(changed().putInt(36, -1), "L1 table size");
    assertRefused(changed().putLong(40, 0), "misplaced");
    assertRefused(changed().putLong(40, 513), "misplaced");
    assertRefused(changed().putLong(40, -CLUSTER), "misplaced");
    assertRefused(changed().putLong(40, 1L << 40), "outside the file");
  }

  @Test
  void unknownFeaturesAreRefused() throws IOException {
    assertRefused(changed().putLong(72, 1 << 1), "corrupt");
    assertRefused(changed().putLong(72, 1 << 2), "data file");
    assertRefused(changed().putLong(72, 1 << 4), "extended L2");
    assertRefused(changed().putLong(72, 1 << 5), "unknown incompatible");
    assertRefused(changed().putLong(72, Long.MIN_VALUE), "unknown incompatible");
    assertRefused(changed().putLong(72, 1 << 3), "compression type");
    assertRefused(changed().putInt(100, 112).put(104, (byte) 1), "zstd without");
    assertRefused(changed().putInt(100, 112).put(104, (byte) 2), "compression type 2");
    assertRefused(changed().putInt(100, 96), "header length");
  }

  @Test
  void entriesThatPointWhereTheyMustNotAreRefused() throws IOException {
    for (int table : new int[] {L1, L2}) {
      assertRefused(changed().putLong(table, 512), "invalid entry");
      assertRefused(changed().putLong(table, CLUSTER + 512), "invalid entry");
      assertRefused(changed().putLong(table, CLUSTER | 2), "invalid entry");
      assertRefused(changed().putLong(table, CLUSTER | 1L << 58), "invalid entry");
      assertRefused(changed().putLong(table, FILE), "the file ends before");
      assertRefused(changed().putLong(table, 1L << 55), "the file ends before");
    }
    assertRefused(changed().putLong(L2, 1L << 62), "outside the file");
    assertRefused(changed().putLong(L2, 1L << 62 | FILE), "outside the file");
    assertRefused(changed().putLong(L2, 1L << 62 | 5 * CLUSTER), "damaged cluster");
  }

  @Test
  void tablesThatAreContentOrEachOtherAreRefused() throws IOException {
    assertRefused(changed().putLong(L2, L2), "a cluster where there is a table");
    assertRefused(changed().putLong(L2, L1), "a cluster where there is a table");
    assertRefused(changed().putLong(L1, L1), "an L2 table where there is another table");
    ByteBuffer twice = changed().putInt(36, 2).putLong(24, 1L << 30);
    assertRefused(twice.putLong(L1 + 8, twice.getLong(L1)), "where there is another table");
  }

  @Test
  void aCompressedClusterThatIsTooShortIsRefused() throws IOException {
    var deflater = new java.util.zip.Deflater(9, true);
    deflater.setInput(new byte[100]);
    deflater.finish();
    byte[] packed = new byte[512];
    deflater.deflate(packed);
    deflater.end();
    ByteBuffer changed = changed().putLong(L2, 1L << 62 | 5 * CLUSTER);
    assertRefused(changed.put(5 * CLUSTER, packed), "too short");
  }

  @Test
  void anImageCutAnywhereBeforeItsContentEndsIsTruncated() throws IOException {
    for (int length : new int[] {0, 3, 71, 103, CLUSTER, 2 * CLUSTER + 1, 3 * CLUSTER}) {
      Files.write(image, Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> Qcow2Reader.open(image)).isInstanceOf(DiskFormatException.class);
    }
  }

  @Test
  void anImageThatWasNotFinishedIsNoImage() throws IOException {
    try (var sink = Qcow2Sink.create(image, 1 << 20)) {
      sink.write(0, ByteBuffer.wrap(new byte[] {1}));
      sink.flush();
    }
    assertThatThrownBy(() -> Qcow2Reader.open(image))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("not a qcow2");
  }

  @Test
  void roomThatNothingProvenTakesIsFilledBeforeTheImageGrows() throws IOException {
    Path draft = folder.resolve("draft.qcow2");
    int capacity = 4 * Leaf.SIZE;
    byte[] disk = new byte[capacity];
    new Random(3).nextBytes(disk);
    try (var sink = Qcow2Sink.create(draft, capacity)) {
      sink.write(0, ByteBuffer.wrap(disk, 0, 3 * Leaf.SIZE));
      sink.flush();
    }
    long before = Files.size(draft);
    try (var sink = Qcow2Sink.resume(draft, capacity)) {
      sink.keep(leaf -> leaf == 1);
      sink.write(0, ByteBuffer.wrap(disk, 0, Leaf.SIZE));
      sink.write(2 * Leaf.SIZE, ByteBuffer.wrap(disk, 2 * Leaf.SIZE, Leaf.SIZE));
      assertThat(Files.size(draft)).isEqualTo(before);
      sink.write(3 * Leaf.SIZE, ByteBuffer.wrap(disk, 3 * Leaf.SIZE, Leaf.SIZE));
      sink.finish();
    }
    try (var reader = Qcow2Reader.open(draft)) {
      ByteBuffer back = ByteBuffer.allocate(capacity);
      reader.read(0, back);
      assertThat(back.array()).isEqualTo(disk);
    }
  }

  @Test
  void aTornAllocationLogResumesWithWhatItStillNames() throws IOException {
    byte[] disk = Content.sparse(4, 1 << 20);
    try (var sink = Qcow2Sink.create(image, disk.length)) {
      sink.write(0, ByteBuffer.wrap(disk, 0, 1 << 19));
      sink.flush();
      sink.write(1 << 19, ByteBuffer.wrap(disk, 1 << 19, 1 << 19));
      sink.flush();
    }
    Path log = AllocationLog.beside(image);
    byte[] whole = Files.readAllBytes(log);
    for (int cut = 0; cut <= whole.length; cut += 5) {
      Files.write(log, Arrays.copyOf(whole, cut));
      try (var sink = Qcow2Sink.resume(image, disk.length)) {
        // What is named has its content, what is not reads zero, and all can be written again.
        byte[] found = Content.of(sink);
        for (int at = 0; at < disk.length; at += CLUSTER) {
          byte[] cluster = Arrays.copyOfRange(found, at, at + CLUSTER);
          assertThat(cluster).isIn(new byte[CLUSTER], Arrays.copyOfRange(disk, at, at + CLUSTER));
        }
        sink.write(0, ByteBuffer.wrap(disk));
        assertThat(Content.of(sink)).isEqualTo(disk);
      }
      try (var sink = Qcow2Sink.create(image, disk.length)) {
        sink.write(0, ByteBuffer.wrap(disk));
        sink.flush();
      }
    }
  }
}
