package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a wire in order, knows its position, and calls an early end by what is missing. */
final class WireReader implements Closeable {
  private static final int BUFFER = 1 << 17;

  private final Wire wire;
  private final Closeable owned;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long base;

  private WireReader(Wire wire, Closeable owned) {
    this.wire = wire;
    this.owned = owned;
  }

  /** More of the wire, valid until it is asked again; empty at its end. */
  private interface Wire {
    ByteBuffer next() throws IOException;
  }

  static WireReader of(InputStream stream) {
    byte[] bytes = new byte[BUFFER];
    return new WireReader(
        () -> ByteBuffer.wrap(bytes, 0, Math.max(0, stream.read(bytes, 0, BUFFER))), stream);
  }

  /** Reads a file from its start as if it were a wire; it is closed with this. */
  static WireReader of(BlockReader file) {
    ReadAhead parts = new ReadAhead(file);
    return new WireReader(parts::next, parts);
  }

  /** Bytes handed out so far. */
  long position() {
    return base + buffer.position();
  }

  void read(byte[] target, int offset, int length, String what) throws IOException {
    read(ByteBuffer.wrap(target, offset, length), what);
  }

  /** Whether nothing follows. Blocks. */
  boolean ended() throws IOException {
    return !buffer.hasRemaining() && !fill();
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
    buffer = wire.next();
    return buffer.hasRemaining();
  }

  @Override
  public void close() throws IOException {
    owned.close();
  }
}
