package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The logical content of a disk, once, in whatever order the source has it, cut into pieces that
 * are unpacked in parallel. What is never delivered reads as zeros.
 */
public interface BlockStream extends Closeable {
  long capacity();

  /**
   * The next piece, or null when the source has proven to be complete. A source that ends early
   * throws {@link DiskFormatException} with the byte offset. For one thread at a time; blocks on
   * the wire.
   */
  @Nullable Piece next() throws IOException;

  /** Bytes taken from the wire so far; any thread may ask. */
  long wireBytes();

  /** How many pieces at a time are worth unpacking; more than processors where each waits. */
  default int connections() {
    return 1;
  }

  /** Content under one leaf, still as the source holds it. Must be unpacked or closed, once. */
  interface Piece extends AutoCloseable {
    int leaf();

    /** Bytes it takes from the wire: those of its reading, or those that were read for it. */
    long wireBytes();

    /** What of the leaf it has content for. */
    Cover cover();

    /**
     * Puts the content at its places into a leaf that starts at index 0; leaves the rest, and the
     * buffer's position, alone. The leaf is direct and {@link Leaf#SIZE} large, its limit is the
     * leaf's true length. Any thread; blocks when the content is still to be read.
     */
    void unpack(ByteBuffer leaf) throws IOException;

    /** Gives the piece up, unpacked or not. */
    @Override
    void close();
  }
}
