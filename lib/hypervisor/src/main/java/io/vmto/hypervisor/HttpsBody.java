package io.vmto.hypervisor;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a response: counted, chunked (RFC 9112 §7.1) or up to the end of the connection. */
final class HttpsBody extends InputStream {
  static final long UNTIL_CLOSE = -1;
  static final long CHUNKED = -2;

  /** TLS hands out records of 16 KiB; a few of them stay in the processor's cache. */
  private static final int STAGE = 64 << 10;

  private final Wire wire;
  private final Consumer<Wire> whenDone;
  private final boolean chunked;
  private final boolean untilClose;

  /** Bytes left of the body, or of the current chunk. */
  private long left;

  private boolean ended;
  private byte @Nullable [] stage;
  private boolean firstChunk = true;

  HttpsBody(Wire wire, long length, Consumer<Wire> whenDone) {
    this.wire = wire;
    this.whenDone = length == UNTIL_CLOSE ? Wire::close : whenDone;
    this.chunked = length == CHUNKED;
    this.untilClose = length == UNTIL_CLOSE;
    this.left = untilClose ? Long.MAX_VALUE : Math.max(0, length);
    if (length == 0) {
      finish();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ended && left == 0) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    var n = wire.read(target, offset, (int) Math.min(length, left));
    if (n < 0) {
      if (!untilClose) {
        throw new EOFException("the response ended before its announced end");
      }
      finish();
      return -1;
    }
    left -= untilClose ? 0 : n;
    if (left == 0 && !chunked) {
      finish();
    }
    return n;
  }

  /** As much as came, straight into a heap buffer, or by way of a small array; -1 at the end. */
  int read(ByteBuffer target) throws IOException {
    if (target.hasArray()) {
      var at = target.arrayOffset() + target.position();
      var n = read(target.array(), at, target.remaining());
      target.position(target.position() + Math.max(0, n));
      return n;
    }
    var buffer = stage == null ? new byte[Math.min(STAGE, target.remaining())] : stage;
    stage = buffer;
    var n = read(buffer, 0, Math.min(buffer.length, target.remaining()));
    if (n > 0) {
      target.put(buffer, 0, n);
    }
    return n;
  }

  private void nextChunk() throws IOException {
    if (!firstChunk && !wire.line().isEmpty()) {
      throw new IOException("a chunk does not end where it said");
    }
    firstChunk = false;
    var size = wire.line().split(";", 2)[0].strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw new IOException("malformed chunk size");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      for (int lines = 0; !wire.line().isEmpty(); lines++) {
        if (lines > 100) {
          throw new IOException("too many trailers");
        }
      }
      finish();
    }
  }

  private void finish() {
    ended = true;
    wire.rest();
    whenDone.accept(wire);
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      wire.close();
    }
  }
}
