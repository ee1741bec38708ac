package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the content of a disk is written, at any offset. */
public interface BlockSink extends Closeable {
  long capacity();

  /** Whether places that were never written read as zeros, so that zeros need not be written. */
  boolean readsZero();

  void write(long offset, ByteBuffer data) throws IOException;

  /** Everything written so far survives a power cut when this returns. */
  void flush() throws IOException;

  /** Writes what the format still needs and makes it durable; nothing may be written afterwards. */
  void finish() throws IOException;

  /** Releases the sink, finished or not. */
  @Override
  void close() throws IOException;
}
