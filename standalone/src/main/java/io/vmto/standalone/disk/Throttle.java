package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Holds reading back to a rate over all threads together. */
final class Throttle {
  /** A reader that was held up elsewhere may catch up with this much at once. */
  private static final long SLACK_NANOS = 200_000_000;

  private final double nanosPerByte;
  private long due = System.nanoTime();

  private Throttle(Rate rate) {
    this.nanosPerByte = 1e9 / rate.bytesPerSecond();
  }

  static @Nullable Throttle of(@Nullable Rate rate) {
    return rate == null ? null : new Throttle(rate);
  }

  BlockReader reading(BlockReader disk) {
    return new Held(disk, this);
  }

  InputStream reading(InputStream wire) {
    return new FilterInputStream(wire) {
      @Override
      public int read() throws IOException {
        await(1);
        return super.read();
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        await(Math.max(count, 0));
        return count;
      }
    };
  }

  /** Blocks until that many bytes may have been read. */
  private void await(long bytes) {
    long until;
    synchronized (this) {
      due = Math.max(due, System.nanoTime() - SLACK_NANOS) + (long) (bytes * nanosPerByte);
      until = due;
    }
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private record Held(BlockReader disk, Throttle throttle) implements BlockReader {
    @Override
    public long capacity() {
      return disk.capacity();
    }

    @Override
    public int connections() {
      return disk.connections();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
      throttle.await(target.remaining());
      disk.read(offset, target);
    }

    @Override
    public boolean knownZero(long offset, long length) throws IOException {
      return disk.knownZero(offset, length);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
