package io.vmto.transfer.step;

import io.vmto.disk.BlockReader;
import io.vmto.hypervisor.ImageBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** An image of the artifact store as what is uploaded; the reader stays its owner's. */
record StoredImage(BlockReader reader) implements ImageBytes {
  private static final int AHEAD = 4 << 20;

  @Override
  public long size() {
    return reader.capacity();
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD).limit(0);
      private long next;

      @Override
      public int read() throws IOException {
        return fill() ? ahead.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
          return 0;
        }
        if (!fill()) {
          return -1;
        }
        int count = Math.min(length, ahead.remaining());
        ahead.get(target, offset, count);
        return count;
      }

      private boolean fill() throws IOException {
        if (!ahead.hasRemaining() && next < size()) {
          ahead.clear().limit((int) Math.min(AHEAD, size() - next));
          reader.read(next, ahead);
          ahead.flip();
          next += ahead.remaining();
        }
        return ahead.hasRemaining();
      }
    };
  }
}
