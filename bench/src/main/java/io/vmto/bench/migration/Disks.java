package io.vmto.bench.migration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Raw disks from a seed. */
final class Disks {
  private static final int PIECE = 1 << 20;

  private Disks() {}

  /** Sparse, with content that compresses to nothing at both ends: so much of it at each. */
  static Path sparse(Path file, long capacity, int content, long seed) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      var random = new Random(seed);
      fill(channel, 0, content, random);
      fill(channel, capacity - content, content, random);
    }
    return file;
  }

  /** Full of it. */
  static Path full(Path file, int capacity, long seed) throws IOException {
    return sparse(file, capacity, capacity / 2, seed);
  }

  private static void fill(FileChannel channel, long from, int length, Random random)
      throws IOException {
    var piece = new byte[Math.min(PIECE, length)];
    for (int done = 0; done < length; done += piece.length) {
      random.nextBytes(piece);
      channel.write(ByteBuffer.wrap(piece, 0, Math.min(piece.length, length - done)), from + done);
    }
  }
}
