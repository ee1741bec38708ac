package io.vmto.disk;

import java.io.Closeable;

/** The content of a disk in some place, to read, to write, or both. */
public interface Disk extends Closeable {
  /** Size of the disk as a guest sees it, in bytes. */
  long capacity();

  /**
   * How many calls at a time are worth having; more than processors where each waits for a wire.
   */
  default int connections() {
    return 1;
  }
}
