package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes leaves to a sink: runs of content, and zeros only where the sink would not read them. Any
 * thread, each with leaves of its own.
 */
final class LeafWriter {
  private final BlockSink sink;
  private final LongAdder written = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  LeafWriter(BlockSink sink) {
    this.sink = sink;
  }

  long written() {
    return written.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  /** Notes zeros that need no visit. */
  void drop(long length) {
    dropped.add(length);
  }

  /**
   * Makes the sink hold some granules of a leaf.
   *
   * @param content the granules that are not zero
   * @param wanted the granules to write
   * @param untouched nothing was written to this leaf before
   */
  void write(long offset, ByteBuffer leaf, long content, long wanted, boolean untouched)
      throws IOException {
    int granules = (leaf.limit() + Leaf.GRANULE - 1) / Leaf.GRANULE;
    for (int from = 0; from < granules; ) {
      int kind = kind(content, wanted, from);
      int to = from + 1;
      while (to < granules && kind(content, wanted, to) == kind) {
        to++;
      }
      int at = from * Leaf.GRANULE;
      int length = Math.min(to * Leaf.GRANULE, leaf.limit()) - at;
      switch (kind) {
        case CONTENT -> {
          sink.write(offset + at, leaf.slice(at, length));
          written.add(length);
        }
        case ZERO -> {
          if (untouched && sink.readsZero()) {
            drop(length);
          } else {
            makeZero(offset + at, length);
          }
        }
        default -> {}
      }
      from = to;
    }
  }

  private static final int UNWANTED = 0;
  private static final int ZERO = 1;
  private static final int CONTENT = 2;

  private static int kind(long content, long wanted, int granule) {
    long bit = 1L << granule;
    return (wanted & bit) == 0 ? UNWANTED : (content & bit) == 0 ? ZERO : CONTENT;
  }

  /** Makes a range read zero whatever it held. */
  void makeZero(long offset, long length) throws IOException {
    if (!(sink instanceof BlockReader reader)) {
      sink.zero(offset, length);
      written.add(length);
      return;
    }
    if (reader.knownZero(offset, length)) {
      drop(length);
      return;
    }
    if (sink.zeroesCheaply()) {
      sink.zero(offset, length);
      drop(length);
      return;
    }
    ByteBuffer scratch = ByteBuffer.allocate(Leaf.GRANULE);
    for (long done = 0; done < length; done += Leaf.GRANULE) {
      int part = (int) Math.min(Leaf.GRANULE, length - done);
      if (alreadyZero(reader, offset + done, scratch.clear().limit(part))) {
        drop(part);
      } else {
        sink.zero(offset + done, part);
        written.add(part);
      }
    }
  }

  private static boolean alreadyZero(BlockReader reader, long offset, ByteBuffer scratch)
      throws IOException {
    if (reader.knownZero(offset, scratch.remaining())) {
      return true;
    }
    reader.read(offset, scratch);
    return Zeros.all(scratch.flip());
  }
}
