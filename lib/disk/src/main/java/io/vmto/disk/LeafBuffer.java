package io.vmto.disk;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Room for leaves in native memory, aligned so that a leaf can be read and written past the page
 * cache.
 */
final class LeafBuffer {
  /** What O_DIRECT asks for on every file system but a few, which are then served by the cache. */
  static final int ALIGNMENT = 4096;

  private LeafBuffer() {}

  /** A leaf of the arena's lifetime. */
  static ByteBuffer allocate(Arena arena) {
    return allocate(arena, Leaf.SIZE);
  }

  static ByteBuffer allocate(Arena arena, int length) {
    return arena.allocate(length, ALIGNMENT).asByteBuffer();
  }

  /** Whether a buffer's remaining bytes can be moved without the page cache. */
  static boolean isAligned(ByteBuffer data, int alignment) {
    return data.isDirect()
        && data.remaining() % alignment == 0
        && data.alignmentOffset(data.position(), alignment) == 0;
  }
}
