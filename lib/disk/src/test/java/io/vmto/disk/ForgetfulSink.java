package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A disk in memory with a volatile cache: a power cut loses any of the sectors that were not
 * flushed, in any order, and keeps others.
 */
final class ForgetfulSink implements BlockSink, BlockReader {
  private static final int SECTOR = 512;

  final byte[] durable;
  private final byte[] cached;
  private final List<Integer> dirty = new ArrayList<>();
  private final boolean fresh;
  boolean finished;
  int writes;
  long writesUntilFailure = Long.MAX_VALUE;

  ForgetfulSink(int capacity) {
    this(new byte[capacity], true);
  }

  /** A sink that holds something already. */
  static ForgetfulSink over(byte[] content) {
    return new ForgetfulSink(content.clone(), false);
  }

  private ForgetfulSink(byte[] content, boolean fresh) {
    this.durable = content;
    this.cached = content.clone();
    this.fresh = fresh;
  }

  /** What the power cut left, reopened. */
  ForgetfulSink afterPowerCut(Random random) {
    for (int sector : dirty) {
      if (random.nextInt(3) == 0) {
        persist(sector);
      }
    }
    return over(durable);
  }

  private void persist(int sector) {
    int at = sector * SECTOR;
    System.arraycopy(cached, at, durable, at, Math.min(SECTOR, durable.length - at));
  }

  @Override
  public long capacity() {
    return durable.length;
  }

  @Override
  public boolean readsZero() {
    return fresh;
  }

  @Override
  public synchronized void write(long offset, ByteBuffer data) throws IOException {
    if (writesUntilFailure-- <= 0) {
      throw new IOException("power cut");
    }
    writes++;
    int at = (int) offset;
    int end = at + data.remaining();
    data.get(cached, at, data.remaining());
    for (int sector = at / SECTOR; sector * SECTOR < end; sector++) {
      dirty.add(sector);
    }
  }

  @Override
  public synchronized void read(long offset, ByteBuffer target) {
    target.put(cached, (int) offset, target.remaining());
  }

  @Override
  public synchronized long flush() {
    dirty.forEach(this::persist);
    dirty.clear();
    return ALL;
  }

  @Override
  public void finish() {
    flush();
    finished = true;
  }

  @Override
  public void close() {}
}
