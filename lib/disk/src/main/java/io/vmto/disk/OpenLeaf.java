package io.vmto.disk;

import java.nio.ByteBuffer;

/** The content of one leaf while its blocks arrive; what has not arrived is zero. */
final class OpenLeaf {
  final int index;
  final ByteBuffer content;
  private int contiguous;

  OpenLeaf(int index, ByteBuffer content) {
    this.index = index;
    this.content = content;
  }

  void put(int offset, ByteBuffer data) {
    if (offset == contiguous) {
      contiguous += data.remaining();
    }
    content.put(offset, data, data.position(), data.remaining());
  }

  /** Whether every byte has arrived, in order; a leaf with holes never knows. */
  boolean full() {
    return contiguous == content.limit();
  }
}
