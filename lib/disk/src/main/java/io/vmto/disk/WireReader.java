package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Reads a wire in order, knows its position, and calls an early end by what is missing. */
final class WireReader implements Closeable {
  private static final int BUFFER = 1 << 17;
  private static final int FILE_BUFFER = 1 << 20;

  private final Wire wire;
  private final Closeable owned;
  private final ByteBuffer buffer;
  private long base;

  private WireReader(Wire wire, Closeable owned, ByteBuffer buffer) {
    this.wire = wire;
    this.owned = owned;
    this.buffer = buffer.limit(0);
  }

  /** Puts more of the wire into an empty buffer; false at its end. */
  private interface Wire {
    boolean fill(ByteBuffer buffer, long position) throws IOException;
  }

  static WireReader of(InputStream stream) {
    byte[] bytes = new byte[BUFFER];
    return new WireReader(
        (buffer, position) -> {
          int got = stream.read(bytes, 0, bytes.length);
          buffer.limit(Math.max(got, 0));
          return got > 0;
        },
        stream,
        ByteBuffer.wrap(bytes));
  }

  /** Reads a file from its start as if it were a wire. */
  static WireReader of(BlockReader file) {
    Arena arena = Arena.ofShared();
    return new WireReader(
        (buffer, position) -> {
          buffer.limit((int) Math.min(buffer.capacity(), file.capacity() - position));
          file.read(position, buffer);
          buffer.flip();
          return buffer.hasRemaining();
        },
        () -> {
          if (arena.scope().isAlive()) {
            arena.close();
          }
          file.close();
        },
        LeafBuffer.allocate(arena, FILE_BUFFER));
  }

  /** Bytes handed out so far. */
  long position() {
    return base + buffer.position();
  }

  void read(byte[] target, int offset, int length, String what) throws IOException {
    read(ByteBuffer.wrap(target, offset, length), what);
  }

  /** Fills the target. */
  void read(ByteBuffer target, String what) throws IOException {
    while (target.hasRemaining()) {
      require(what);
      int part = Math.min(target.remaining(), buffer.remaining());
      target.put(buffer.slice(buffer.position(), part));
      buffer.position(buffer.position() + part);
    }
  }

  void skip(long length, String what) throws IOException {
    long left = length;
    while (left > 0) {
      require(what);
      int part = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      left -= part;
    }
  }

  /** Reads to the end of the wire, where at most {@code most} zeros may follow. */
  void expectEnd(long most) throws IOException {
    long from = position();
    while (buffer.hasRemaining() || fill()) {
      if (buffer.get(buffer.position()) != 0 || position() - from >= most) {
        throw DiskFormatException.corrupt("content after the end of the stream", position());
      }
      buffer.get();
    }
  }

  private void require(String what) throws IOException {
    if (!buffer.hasRemaining() && !fill()) {
      throw DiskFormatException.truncated("the stream ends inside " + what, position());
    }
  }

  private boolean fill() throws IOException {
    base += buffer.limit();
    buffer.clear();
    return wire.fill(buffer, base);
  }

  @Override
  public void close() throws IOException {
    owned.close();
  }
}
