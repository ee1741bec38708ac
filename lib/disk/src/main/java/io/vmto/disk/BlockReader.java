package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Random access to the logical content of a disk; may be read by several threads at once. */
public interface BlockReader extends Disk {
  /**
   * Fills {@code target} with the content from {@code offset}; [offset, offset + remaining) must
   * lie inside the capacity. Blocks.
   */
  void read(long offset, ByteBuffer target) throws IOException;

  /** Whether the range is known to hold zeros without reading it; false when in doubt. */
  default boolean knownZero(long offset, long length) throws IOException {
    return false;
  }
}
