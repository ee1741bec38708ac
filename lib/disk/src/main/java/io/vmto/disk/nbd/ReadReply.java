package io.vmto.disk.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The answer to a read, which arrives right in the reader's buffer, in pieces of any order. */
final class ReadReply extends Reply {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private final long offset;
  private final ByteBuffer target;
  private final Coverage coverage = new Coverage();
  private boolean whole;

  /** Fills {@code target} from its position to its limit, and moves neither. */
  ReadReply(long offset, ByteBuffer target) {
    this.offset = offset;
    this.target = target.slice();
  }

  @Override
  void simple(Wire wire, boolean structured) throws IOException {
    if (structured) {
      throw Nbd.breach("a simple reply to a read, after structured ones were agreed");
    }
    wire.read(target.duplicate());
    whole = true;
  }

  @Override
  void chunk(int type, int length, Wire wire) throws IOException {
    switch (type) {
      case Nbd.CHUNK_DATA -> data(length, wire);
      case Nbd.CHUNK_HOLE -> hole(length, wire);
      default -> throw Nbd.breach("a chunk of type " + type + " in the answer to a read");
    }
  }

  private void data(int length, Wire wire) throws IOException {
    if (length <= 8) {
      throw Nbd.breach("a data chunk of " + length + " bytes");
    }
    wire.read(part(wire.take(8).getLong(), length - 8));
  }

  private void hole(int length, Wire wire) throws IOException {
    if (length != 12) {
      throw Nbd.breach("a hole chunk of " + length + " bytes");
    }
    ByteBuffer payload = wire.take(12);
    ByteBuffer hole = part(payload.getLong(), payload.getInt());
    while (hole.hasRemaining()) {
      hole.put(ZEROS.slice(0, Math.min(ZEROS.capacity(), hole.remaining())));
    }
  }

  /** The part of the buffer that a chunk fills, checked to lie inside and to come once. */
  private ByteBuffer part(long at, int length) throws IOException {
    long from = at - offset;
    if (at < offset || length <= 0 || from > target.capacity() - (long) length) {
      throw Nbd.breach(
          "content of %s bytes at %s, outside the read"
              .formatted(Integer.toUnsignedString(length), Long.toUnsignedString(at)));
    }
    coverage.add((int) from, length);
    return target.slice((int) from, length);
  }

  @Override
  void complete() throws IOException {
    if (!whole && !coverage.isWhole(target.capacity())) {
      throw Nbd.breach("a read that ends before all its content came");
    }
  }
}
