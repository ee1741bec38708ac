package io.vmto.standalone.disk;

import io.vmto.disk.BlockSink;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** A sink that forgets the content and remembers, in granules of 64 KiB, where there was any. */
final class Nowhere implements BlockSink {
  static final int GRANULE = 1 << 16;

  private final long capacity;
  private final BitSet written = new BitSet();

  Nowhere(long capacity) {
    this.capacity = capacity;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public boolean readsZero() {
    return true;
  }

  @Override
  public synchronized void write(long offset, ByteBuffer data) {
    long last = offset + data.remaining() - 1;
    written.set((int) (offset / GRANULE), (int) (last / GRANULE) + 1);
    data.position(data.limit());
  }

  /** Whether nothing was written in the range. */
  synchronized boolean untouched(long offset, long length) {
    int next = written.nextSetBit((int) (offset / GRANULE));
    return next < 0 || (long) next * GRANULE >= offset + length;
  }

  @Override
  public long flush() {
    return ALL;
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
