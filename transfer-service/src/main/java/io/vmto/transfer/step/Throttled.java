package io.vmto.transfer.step;

import io.vmto.disk.BlockReader;
import io.vmto.disk.Throttle;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Reads no faster than every one of some throttles allows; once asked to stop it waits no more. */
final class Throttled {
  private final List<Throttle> throttles;
  private final BooleanSupplier stop;

  Throttled(List<Throttle> throttles, BooleanSupplier stop) {
    this.throttles = throttles;
    this.stop = stop;
  }

  InputStream stream(InputStream wire) {
    return new FilterInputStream(wire) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int got = in.read(target, offset, length);
        take(got);
        return got;
      }

      /** Skipped bytes come over the wire, too. */
      @Override
      public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        take(skipped);
        return skipped;
      }
    };
  }

  BlockReader reader(BlockReader disk) {
    return new BlockReader() {
      @Override
      public long capacity() {
        return disk.capacity();
      }

      @Override
      public void read(long offset, ByteBuffer target) throws IOException {
        take(target.remaining());
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
    };
  }

  private void take(long bytes) throws InterruptedIOException {
    if (bytes > 0) {
      for (var throttle : throttles) {
        boolean unused = throttle.take(bytes, stop);
      }
    }
  }
}
