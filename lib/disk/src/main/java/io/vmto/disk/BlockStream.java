package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The logical content of a disk as it comes off a wire or file, once, in whatever order the source
 * has it. What is never delivered reads as zeros.
 */
public interface BlockStream extends Closeable {
  long capacity();

  /**
   * The next run of content, or null when the source has proven to be complete. A source that ends
   * early throws {@link DiskFormatException} with the byte offset.
   */
  @Nullable Block next() throws IOException;

  /** Bytes taken from the wire so far. */
  long wireBytes();

  /** Content at a logical offset; the buffer is only valid until the next call. */
  record Block(long offset, ByteBuffer data) {}
}
