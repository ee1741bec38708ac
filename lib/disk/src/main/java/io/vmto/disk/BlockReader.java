package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Random access to the logical content of a disk; safe for one thread at a time. */
public interface BlockReader extends Closeable {
  /** Size of the disk as a guest sees it, in bytes. */
  long capacity();

  /**
   * Fills {@code target} with the content from {@code offset}; [offset, offset + remaining) must
   * lie inside the capacity.
   */
  void read(long offset, ByteBuffer target) throws IOException;

  /** Whether the range is known to hold zeros without reading it; false when in doubt. */
  default boolean knownZero(long offset, long length) throws IOException {
    return false;
  }
}
