package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a wire in order, knows its position, and calls an early end by what is missing. */
final class WireReader implements Closeable {
  private final InputStream wire;
  private final byte[] buffer = new byte[1 << 17];
  private long base;
  private int next;
  private int limit;

  WireReader(InputStream wire) {
    this.wire = wire;
  }

  /** Bytes handed out so far. */
  long position() {
    return base + next;
  }

  void read(byte[] target, int offset, int length, String what) throws IOException {
    read(ByteBuffer.wrap(target, offset, length), what);
  }

  /** Fills the target. */
  void read(ByteBuffer target, String what) throws IOException {
    while (target.hasRemaining()) {
      require(what);
      int part = Math.min(target.remaining(), limit - next);
      target.put(buffer, next, part);
      next += part;
    }
  }

  void skip(long length, String what) throws IOException {
    long left = length;
    while (left > 0) {
      require(what);
      int part = (int) Math.min(left, limit - next);
      next += part;
      left -= part;
    }
  }

  /** Reads to the end of the wire, where at most {@code most} zeros may follow. */
  void expectEnd(long most) throws IOException {
    long from = position();
    while (next < limit || fill()) {
      if (buffer[next] != 0 || position() - from >= most) {
        throw DiskFormatException.corrupt("content after the end of the stream", position());
      }
      next++;
    }
  }

  private void require(String what) throws IOException {
    if (next == limit && !fill()) {
      throw DiskFormatException.truncated("the stream ends inside " + what, position());
    }
  }

  private boolean fill() throws IOException {
    base += limit;
    next = 0;
    limit = 0;
    int got = wire.read(buffer, 0, buffer.length);
    limit = Math.max(got, 0);
    return got > 0;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
