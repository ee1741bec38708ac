package io.vmto.disk;

import java.nio.ByteBuffer;

/** A shared run of zeros to compare with and to write from. */
final class Zeros {
  static final int LENGTH = 1 << 16;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(LENGTH).asReadOnlyBuffer();

  private Zeros() {}

  /** At most {@link #LENGTH} zeros. */
  static ByteBuffer run(long length) {
    return ZEROS.slice(0, (int) Math.min(length, LENGTH));
  }

  /** Whether [offset, offset + length) of the buffer holds nothing but zeros. */
  static boolean all(ByteBuffer buffer, int offset, int length) {
    for (int done = 0; done < length; done += LENGTH) {
      int part = Math.min(LENGTH, length - done);
      if (buffer.slice(offset + done, part).mismatch(run(part)) >= 0) {
        return false;
      }
    }
    return true;
  }

  static boolean all(ByteBuffer buffer) {
    return all(buffer, buffer.position(), buffer.remaining());
  }

  /** Fills the rest of the buffer with zeros. */
  static void fill(ByteBuffer target) {
    while (target.hasRemaining()) {
      target.put(run(target.remaining()));
    }
  }
}
