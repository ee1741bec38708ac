package io.vmto.transfer.step;

import io.vmto.disk.BlockReader;
import io.vmto.disk.Throttle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Reads no faster than each of some throttles allows; once asked to stop it waits no more. */
final class ThrottledReader implements BlockReader {
  private final BlockReader disk;
  private final List<Throttle> throttles;
  private final BooleanSupplier stop;

  ThrottledReader(BlockReader disk, List<Throttle> throttles, BooleanSupplier stop) {
    this.disk = disk;
    this.throttles = throttles;
    this.stop = stop;
  }

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
    for (var throttle : throttles) {
      boolean unused = throttle.take(target.remaining(), stop);
    }
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
