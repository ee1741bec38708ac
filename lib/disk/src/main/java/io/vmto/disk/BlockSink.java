package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * Where the content of a disk is written, at any offset. Several threads may write at once, each to
 * leaves of its own; one thread flushes meanwhile.
 */
public interface BlockSink extends Disk {
  /** The mark of a sink whose {@link #flush} makes everything durable. */
  long ALL = Long.MAX_VALUE;

  /** Whether places that were never written read as zeros, so that zeros need not be written. */
  boolean readsZero();

  /** Takes the buffer's remaining bytes. Blocks. */
  void write(long offset, ByteBuffer data) throws IOException;

  /** Makes a range read zero, without taking space where the sink can. Blocks. */
  default void zero(long offset, long length) throws IOException {
    for (long done = 0; done < length; done += Zeros.LENGTH) {
      write(offset + done, Zeros.run(length - done));
    }
  }

  /** Whether {@link #zero} sends and stores no content: then looking first would cost more. */
  default boolean zeroesCheaply() {
    return false;
  }

  /**
   * Told before the first write of a copy that goes on: of what an earlier attempt left, these
   * leaves count, and the room of all others may be used again.
   */
  default void keep(IntPredicate leaves) throws IOException {}

  /** A point in the order of writes that no returned write lies behind; compared with a flush. */
  default long mark() {
    return 0;
  }

  /**
   * Makes what was written survive a power cut, as far as the sink can in the middle of a disk.
   * Returns the mark up to which it does: a write is durable once a mark taken after it is not
   * above.
   */
  long flush() throws IOException;

  /** Writes what the format still needs and makes it durable; nothing may be written afterwards. */
  void finish() throws IOException;

  /** Releases the sink, finished or not. */
  @Override
  void close() throws IOException;
}
