package io.vmto.disk;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends a read that gets no byte for too long: the wire is closed under it and the read fails with a
 * {@link StalledException}. Only time spent inside one read counts, so neither a slow consumer nor
 * a slow but steady source is a stall. Close it, or its watcher (a virtual thread) stays.
 */
public final class WatchedInputStream extends FilterInputStream {
  private static final long IDLE = 0;

  /** No byte came for as long as the watchdog allows: worth another attempt. */
  public static final class StalledException extends IOException {
    StalledException(Duration limit) {
      super("No byte for " + limit.toMillis() + " ms");
    }
  }

  private final Duration limit;
  private final Thread watcher;
  private volatile long readingSince = IDLE;
  private volatile boolean stalled;
  private volatile boolean closed;

  /** Takes the wire over; its close must end a blocked read, as a socket's does. */
  public WatchedInputStream(InputStream wire, Duration limit) {
    super(wire);
    this.limit = limit;
    this.watcher = Thread.ofVirtual().name("wire-watchdog").unstarted(this::watch);
    watcher.start();
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(limit.toNanos() / 4);
      long since = readingSince;
      if (since != IDLE && System.nanoTime() - since > limit.toNanos()) {
        stalled = true;
        closeQuietly();
        return;
      }
    }
  }

  private void closeQuietly() {
    try {
      in.close();
    } catch (IOException e) {
      // The blocked read is what matters, and it reports the stall.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    readingSince = System.nanoTime() | 1;
    try {
      int got = in.read(target, offset, length);
      // Some wires answer a close under them with an end.
      if (stalled) {
        throw new StalledException(limit);
      }
      return got;
    } catch (IOException e) {
      throw stalled ? new StalledException(limit) : e;
    } finally {
      readingSince = IDLE;
    }
  }

  /** Skipping is not watched, so it reads. */
  @Override
  public long skip(long n) throws IOException {
    byte[] dropped = new byte[Math.clamp(n, 0, 1 << 16)];
    return dropped.length == 0 ? 0 : Math.max(0, read(dropped, 0, dropped.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(watcher);
    super.close();
  }
}
