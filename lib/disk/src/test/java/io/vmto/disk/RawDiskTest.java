package io.vmto.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawDiskTest {
  private static final int CAPACITY = (3 << 20) + 512;

  @TempDir Path folder;

  private static byte[] content() {
    byte[] bytes = new byte[CAPACITY];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aNewDiskIsSparseAndReadsZero() throws IOException {
    Path file = folder.resolve("disk.raw");
    try (var sink = RawSink.open(file, 1L << 40)) {
      assertThat(sink.readsZero()).isTrue();
      sink.write((1L << 40) - 3, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      sink.finish();
      assertThatThrownBy(() -> sink.write(0, ByteBuffer.wrap(new byte[1])))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(Files.size(file)).isEqualTo(1L << 40);
    long used = Long.parseLong(Peer.run("stat", "-c", "%b", file.toString()));
    assertThat(used).as("sectors in use").isLessThanOrEqualTo(64);
  }

  @Test
  void anExistingFileIsOverwrittenAndNothingIsAssumedOfIt() throws IOException {
    Path file = Files.write(folder.resolve("disk.raw"), content());
    try (var sink = RawSink.open(file, 1 << 20)) {
      assertThat(sink.readsZero()).isFalse();
      sink.write(512, ByteBuffer.wrap(new byte[512]));
      sink.finish();
    }
    byte[] expected = content();
    Arrays.fill(expected, 512, 1024, (byte) 0);
    assertThat(file).hasBinaryContent(expected);
  }

  @Test
  void nothingIsWrittenOrReadOutsideTheDisk() throws IOException {
    try (var sink = RawSink.open(folder.resolve("disk.raw"), 1024)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      assertThatThrownBy(() -> sink.write(1023, two)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> sink.write(-1, two)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> sink.read(1023, two)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void whatIsReadPastTheCacheIsWhatIsThere() throws IOException {
    Path file = Files.write(folder.resolve("disk.raw"), content());
    try (var direct = RawReader.uncached(file);
        var buffered = RawReader.open(file)) {
      assertThat(buffered.direct()).isFalse();
      assertThat(direct.capacity()).isEqualTo(CAPACITY);
      assertThat(Content.of(direct)).isEqualTo(content());
      for (int at : new int[] {0, 1, 511, 4096, (1 << 20) - 1, CAPACITY - 700}) {
        ByteBuffer part = ByteBuffer.allocate(700);
        direct.read(at, part);
        assertThat(part.array()).isEqualTo(Arrays.copyOfRange(content(), at, at + 700));
      }
    }
  }

  @Test
  void aFileSystemWithoutDirectReadsIsReadThroughTheCache() throws IOException {
    // procfs refuses O_DIRECT at open.
    try (var reader = RawReader.uncached(Path.of("/proc/self/status"))) {
      assertThat(reader.direct()).isFalse();
    }
    assertThatThrownBy(() -> RawReader.uncached(folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFileThatShrinksUnderTheReaderIsTruncated() throws IOException {
    Path file = Files.write(folder.resolve("disk.raw"), content());
    try (var direct = RawReader.uncached(file);
        var buffered = RawReader.open(file)) {
      ChannelIo.setLength(file, 4096);
      for (var reader : new RawReader[] {direct, buffered}) {
        assertThatThrownBy(() -> Content.of(reader))
            .isInstanceOfSatisfying(
                DiskFormatException.class, e -> assertThat(e.truncated()).isTrue());
      }
    }
  }

  @Test
  void aLargerTargetMustReadZeroPastTheDisk() throws IOException {
    byte[] disk = content();
    byte[] target = Arrays.copyOf(disk, CAPACITY + (5 << 20));
    String root = Rehash.of(ForgetfulSink.over(disk), done -> {}).root();
    var larger = ForgetfulSink.over(target);
    assertThat(Rehash.of(larger, CAPACITY, done -> {}).root()).isEqualTo(root);
    target[target.length - 1] = 1;
    assertThatThrownBy(() -> Rehash.of(ForgetfulSink.over(target), CAPACITY, done -> {}))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("past its end");
    var smaller = ForgetfulSink.over(Arrays.copyOf(disk, CAPACITY - 1));
    assertThatThrownBy(() -> Rehash.of(smaller, CAPACITY, done -> {}))
        .isInstanceOf(DiskFormatException.class)
        .hasMessageContaining("smaller");
  }
}
