package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes leaves to a sink: runs of content, and zeros only where the sink would not read them. */
final class LeafWriter {
  private static final int GRANULE = Zeros.LENGTH;

  private final BlockSink sink;
  private final ByteBuffer scratch = ByteBuffer.allocate(GRANULE);
  private long written;
  private long dropped;

  LeafWriter(BlockSink sink) {
    this.sink = sink;
  }

  long written() {
    return written;
  }

  long dropped() {
    return dropped;
  }

  /** Notes zeros that need no visit. */
  void drop(long length) {
    dropped += length;
  }

  /** Makes the sink hold the content; {@code untouched} says nothing was written there before. */
  void write(long offset, ByteBuffer content, boolean untouched) throws IOException {
    int at = 0;
    while (at < content.limit()) {
      boolean zero = isZero(content, at);
      int end = at;
      while (end < content.limit() && isZero(content, end) == zero) {
        end = Math.min(content.limit(), end + GRANULE);
      }
      if (!zero) {
        sink.write(offset + at, content.slice(at, end - at));
        written += end - at;
      } else if (untouched && sink.readsZero()) {
        dropped += end - at;
      } else {
        makeZero(offset + at, end - at);
      }
      at = end;
    }
  }

  private static boolean isZero(ByteBuffer content, int at) {
    return Zeros.all(content, at, Math.min(GRANULE, content.limit() - at));
  }

  /** Makes a range read zero whatever it held. */
  void makeZero(long offset, long length) throws IOException {
    for (long done = 0; done < length; done += GRANULE) {
      long at = offset + done;
      int part = (int) Math.min(GRANULE, length - done);
      if (alreadyZero(at, part)) {
        dropped += part;
      } else {
        sink.write(at, Zeros.run(part));
        written += part;
      }
    }
  }

  private boolean alreadyZero(long offset, int length) throws IOException {
    if (!(sink instanceof BlockReader reader)) {
      return false;
    }
    if (reader.knownZero(offset, length)) {
      return true;
    }
    reader.read(offset, scratch.clear().limit(length));
    return Zeros.all(scratch.flip());
  }
}
