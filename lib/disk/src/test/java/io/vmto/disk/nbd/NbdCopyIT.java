package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Peer;
import io.vmto.disk.RawReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole copies onto a server that goes away in the middle; others say whether it is the disk. */
@Timeout(60)
class NbdCopyIT {
  private static final int CAPACITY = 96 << 20;

  @TempDir Path folder;

  @BeforeAll
  static void tools() {
    NbdServer.required();
  }

  private Path source() throws IOException {
    var bytes = new byte[CAPACITY];
    var half = new byte[CAPACITY / 2];
    new Random(5).nextBytes(half);
    System.arraycopy(half, 0, bytes, CAPACITY / 4, half.length);
    return Files.write(folder.resolve("source"), bytes);
  }

  /** A source at whose so-manieth read something happens. */
  private record Eventful(BlockReader disk, AtomicInteger reads, int when, Runnable event)
      implements BlockReader {
    @Override
    public long capacity() {
      return disk.capacity();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
      if (reads.incrementAndGet() == when) {
        event.run();
      }
      disk.read(offset, target);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }

  private CopyPass.Outcome copy(BlockReader source, NbdServer server) throws IOException {
    try (var stream = new BlockReaderStream(source);
        var sink = server.writer()) {
      return CopyPass.of(stream, sink, folder.resolve("leaves"), 1).run();
    }
  }

  private String[] served(Path target) {
    return new String[] {"-f", "raw", "-e", "4", "--cache=none", target.toString()};
  }

  @Test
  void aCopyGoesOnAfterItsServerWasKilledAndIsTheDisk() throws Exception {
    var source = source();
    var target = folder.resolve("target");
    // what was there before must not show through
    Files.write(
        target, "old".repeat(CAPACITY / 3).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    try (var file = new java.io.RandomAccessFile(target.toFile(), "rw")) {
      file.setLength(CAPACITY);
    }
    try (var server = NbdServer.qemu(folder, "", served(target));
        var disk = new Eventful(RawReader.open(source), new AtomicInteger(), 10, server::kill)) {
      assertThatThrownBy(() -> copy(disk, server)).isInstanceOf(IOException.class);
    }
    try (var server = NbdServer.qemu(folder, "", served(target))) {
      assertThat(copy(RawReader.open(source), server)).isInstanceOf(CopyPass.Completed.class);
    }
    assertThat(
            Peer.run(
                "qemu-img",
                "compare",
                "-f",
                "raw",
                "-F",
                "raw",
                source.toString(),
                target.toString()))
        .isEqualTo("Images are identical.");
  }
}
