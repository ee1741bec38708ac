package io.vmto.sandbox.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/** Counts body bytes and does to them what a {@link Shaping} says. */
final class ShapedOutput extends OutputStream {
  private static final int SLICE = 16 * 1024;

  private final OutputStream out;
  private final Shaping shaping;
  private final Connection connection;
  private final long started = System.nanoTime();
  private long sent;

  ShapedOutput(OutputStream out, Shaping shaping, Connection connection) {
    this.out = out;
    this.shaping = shaping;
    this.connection = connection;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = (int) Math.min(Math.min(length - done, SLICE), roomBeforeFault());
      if (n == 0) {
        fault();
      }
      out.write(bytes, from + done, n);
      done += n;
      sent += n;
      pace();
    }
  }

  private long roomBeforeFault() {
    long room = Long.MAX_VALUE;
    if (shaping.cutAfter() >= 0) {
      room = Math.min(room, shaping.cutAfter() - sent);
    }
    if (shaping.stallAfter() >= 0) {
      room = Math.min(room, shaping.stallAfter() - sent);
    }
    return Math.max(room, 0);
  }

  private void fault() throws IOException {
    out.flush();
    if (sent == shaping.stallAfter()) {
      connection.stall();
    }
    connection.cut();
    throw new CutException("cut after " + sent + " bytes of body");
  }

  private void pace() throws IOException {
    if (shaping.bytesPerSecond() <= 0) {
      return;
    }
    out.flush();
    long due = started + (long) (sent * 1e9 / shaping.bytesPerSecond());
    while (System.nanoTime() < due && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    if (roomBeforeFault() == 0) {
      fault();
    }
    out.close();
  }
}
