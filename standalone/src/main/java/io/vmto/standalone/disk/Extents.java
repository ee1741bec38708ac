package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import java.io.IOException;

/** The content of a disk as runs of data and of zeros that need not be read, in disk order. */
final class Extents {
  /** Zeros in smaller pieces than a file system's block are taken for data. */
  private static final long LEAST = 4096;

  private static final long STRIDE = 64L << 20;

  private final Sight sight;
  private final Visitor visitor;
  private long start;
  private long end;
  private boolean zero;

  private Extents(Sight sight, Visitor visitor) {
    this.sight = sight;
    this.visitor = visitor;
  }

  /** A run of one kind, as long as it goes. */
  record Extent(long start, long length, boolean zero) {}

  /** Takes the extents one after the other. */
  @FunctionalInterface
  interface Visitor {
    void extent(Extent extent) throws IOException;
  }

  /** Answers whether a range is known to be zeros. */
  @FunctionalInterface
  private interface Sight {
    boolean knownZero(long offset, long length) throws IOException;
  }

  static void of(BlockReader disk, Visitor visitor) throws IOException {
    new Extents(disk::knownZero, visitor).walk(disk.capacity(), LEAST);
  }

  /** What a whole pass wrote into the sink. */
  static void of(Nowhere pass, Visitor visitor) throws IOException {
    new Extents(pass::untouched, visitor).walk(pass.capacity(), Nowhere.GRANULE);
  }

  private void walk(long capacity, long least) throws IOException {
    for (long at = 0; at < capacity; at += STRIDE) {
      split(at, Math.min(STRIDE, capacity - at), STRIDE, least);
    }
    flush();
  }

  /** {@code size} is the power of two that the length would have, were the disk longer. */
  private void split(long at, long length, long size, long least) throws IOException {
    if (sight.knownZero(at, length)) {
      add(at, length, true);
    } else if (size <= least) {
      add(at, length, false);
    } else {
      long half = size / 2;
      split(at, Math.min(half, length), half, least);
      if (length > half) {
        split(at + half, length - half, half, least);
      }
    }
  }

  private void add(long at, long length, boolean isZero) throws IOException {
    if (isZero != zero) {
      flush();
      zero = isZero;
    }
    end = at + length;
  }

  private void flush() throws IOException {
    if (end > start) {
      visitor.extent(new Extent(start, end - start, zero));
      start = end;
    }
  }
}
