package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of an image lie that is appended to and gets its header last: a file, or an
 * object that is uploaded in parts. Several threads may write at once, each to a range of its own;
 * every byte from {@link #dataStart} on is written once, unless the storage is {@link #rewritable},
 * and the writes leave no gap behind that will not be filled soon.
 */
public interface ImageStorage extends Closeable {
  /** Where content may begin, a multiple of 64 KiB; what lies before belongs to the header. */
  long dataStart();

  void write(long position, ByteBuffer data) throws IOException;

  /** Reads back what was written. */
  void read(long position, ByteBuffer target) throws IOException;

  /** Makes durable what it can; returns the position below which everything is. */
  long flush() throws IOException;

  /**
   * Gives up what an earlier attempt left behind this position, before any write; returns where
   * content goes on, which is behind the position where a part that must be kept ends there.
   */
  long cut(long position) throws IOException;

  /** Whether room that an earlier attempt wrote to and that holds nothing now can be used again. */
  default boolean rewritable() {
    return false;
  }

  /** Makes the image whole and durable: everything else is written, and this is its header. */
  void finish(ByteBuffer header) throws IOException;

  /** How many writes at a time are worth having. */
  default int connections() {
    return 1;
  }
}
