package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VMDKs that qemu-img made, read at random; ours, read by qemu-img. */
class SparseVmdkIT {
  /** Two grain tables and a bit; not a multiple of a grain. */
  private static final int ODD = (67 << 20) + 5 * 512;

  @TempDir Path folder;

  @BeforeAll
  static void peerIsThere() {
    Peer.required();
  }

  private Path raw(int capacity) throws IOException {
    byte[] disk = Content.sparse(capacity, capacity);
    // The second table is not there at all.
    Arrays.fill(disk, Math.min(32 << 20, capacity), Math.min(64 << 20, capacity), (byte) 0);
    disk[capacity - 1] = 1;
    return Files.write(folder.resolve("source.raw"), disk);
  }

  private Path vmdk(Path raw, String options) throws IOException {
    Path image = folder.resolve("theirs.vmdk");
    Peer.convert("raw", raw, "vmdk", image, "-o", options);
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "monolithicSparse, VMDK_SPARSE",
    "streamOptimized, VMDK_STREAM",
    "monolithicFlat, VMDK_DESCRIPTOR"
  })
  void theirVmdksAreReadWhateverTheCapacity(String form, ImageFormat format) throws IOException {
    for (int capacity : new int[] {512, 65536, 65536 + 512, 9 << 20, ODD}) {
      Path raw = raw(capacity);
      Path image = vmdk(raw, "subformat=" + form);
      assertThat(ImageFormat.of(image)).isEqualTo(format);
      try (var disk = DiskFile.open(image)) {
        assertThat(disk.capacity()).isEqualTo(capacity);
        assertThat(Content.of(disk)).as("%s bytes", capacity).isEqualTo(Files.readAllBytes(raw));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"monolithicSparse", "streamOptimized"})
  void whatTheTablesDoNotNameIsKnownToBeZero(String form) throws IOException {
    Path raw = raw(ODD);
    byte[] content = Files.readAllBytes(raw);
    try (var disk = SparseVmdk.open(vmdk(raw, "subformat=" + form))) {
      int known = 0;
      for (int at = 0; at < ODD; at += Content.GRAIN) {
        int length = Math.min(Content.GRAIN, ODD - at);
        boolean zero = Zeros.all(ByteBuffer.wrap(content), at, length);
        assertThat(disk.knownZero(at, length)).as("grain at %s", at).isEqualTo(zero);
        known += zero ? 1 : 0;
      }
      assertThat(known).isGreaterThan(512);
      assertThat(disk.knownZero(32 << 20, 32 << 20)).isTrue();
      assertThat(disk.knownZero(32 << 20, ODD - (32 << 20))).isFalse();
    }
  }

  @Test
  void zeroedGrainsReadAsZeros() throws IOException {
    Path image = vmdk(raw(9 << 20), "subformat=monolithicSparse,zeroed_grain=on");
    Peer.run("qemu-io", "-f", "vmdk", "-c", "write -z 0 4M", "-c", "write -P 7 5M 3k", "" + image);
    Path after = folder.resolve("after.raw");
    Peer.convert("vmdk", image, "raw", after);
    try (var disk = SparseVmdk.open(image)) {
      assertThat(Content.of(disk)).isEqualTo(Files.readAllBytes(after));
      assertThat(disk.knownZero(0, 4 << 20)).isTrue();
      assertThat(disk.knownZero(5 << 20, 512)).isFalse();
    }
  }

  @Test
  void randomRangesAreReadByManyThreadsAtOnce() throws Exception {
    Path raw = raw(ODD);
    byte[] content = Files.readAllBytes(raw);
    for (String form : new String[] {"monolithicSparse", "streamOptimized"}) {
      try (var disk = SparseVmdk.open(vmdk(raw, "subformat=" + form));
          var threads = Executors.newFixedThreadPool(4)) {
        var readers =
            IntStream.range(0, 8)
                .<Callable<Void>>mapToObj(i -> () -> readRandomly(disk, content, i));
        for (Future<Void> reader : threads.invokeAll(readers.toList())) {
          reader.get();
        }
      }
    }
  }

  private static Void readRandomly(BlockReader disk, byte[] content, int seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      int at = random.nextInt(content.length);
      int length = random.nextInt(Math.min(300_000, content.length - at));
      byte[] part = new byte[length];
      disk.read(at, ByteBuffer.wrap(part));
      assertThat(part).isEqualTo(Arrays.copyOfRange(content, at, at + length));
    }
    return null;
  }

  @Test
  void aFooterFormThatQemuReadsReadsAlikeHere() throws IOException {
    byte[] disk = Content.sparse(4, ODD);
    Path image = Files.write(folder.resolve("ours.vmdk"), VmdkBuilder.image(disk));
    Path theirs = folder.resolve("theirs.raw");
    Peer.convert("vmdk", image, "raw", theirs);
    try (var reader = DiskFile.open(image)) {
      assertThat(Content.of(reader)).isEqualTo(Files.readAllBytes(theirs)).isEqualTo(disk);
    }
    try (var stream = DiskFile.stream(image)) {
      assertThat(Content.of(stream)).isEqualTo(disk);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
  void disksOfSeveralFilesAreRefusedByName(String form) throws IOException {
    Path image = vmdk(raw(9 << 20), "subformat=" + form);
    assertThatThrownBy(() -> DiskFile.open(image))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("several files");
  }

  @Test
  void anExtentOfASplitDiskIsNoDisk() throws IOException {
    vmdk(raw(9 << 20), "subformat=twoGbMaxExtentSparse");
    assertThatThrownBy(() -> DiskFile.open(folder.resolve("theirs-s001.vmdk")))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("another file describes");
  }

  @Test
  void aChildIsRefused() throws IOException {
    Path parent = vmdk(raw(9 << 20), "subformat=monolithicSparse");
    Path child = folder.resolve("child.vmdk");
    Peer.run("qemu-img", "create", "-f", "vmdk", "-b", "" + parent, "-F", "vmdk", "" + child);
    assertThatThrownBy(() -> SparseVmdk.open(child))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("parent");
  }
}
