package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A stream of chosen blocks of a disk, that may be cut by a failure. */
final class ListStream implements BlockStream {
  private final byte[] disk;
  private final List<int[]> blocks;
  private int next;
  int failAt = Integer.MAX_VALUE;

  private ListStream(byte[] disk, List<int[]> blocks) {
    this.disk = disk;
    this.blocks = blocks;
  }

  /** Every grain that is not zero, in ascending order. */
  static ListStream of(byte[] disk) {
    return of(disk, Content.GRAIN, true);
  }

  static ListStream of(byte[] disk, int size, boolean dropZeros) {
    List<int[]> blocks = new ArrayList<>();
    for (int at = 0; at < disk.length; at += size) {
      int length = Math.min(size, disk.length - at);
      if (!dropZeros || !Zeros.all(ByteBuffer.wrap(disk, at, length))) {
        blocks.add(new int[] {at, length});
      }
    }
    return new ListStream(disk, blocks);
  }

  ListStream shuffled(Random random) {
    Collections.shuffle(blocks, random);
    return this;
  }

  int blocks() {
    return blocks.size();
  }

  @Override
  public long capacity() {
    return disk.length;
  }

  @Override
  public @Nullable Block next() throws IOException {
    if (next == failAt) {
      throw new IOException("the line went dead");
    }
    if (next == blocks.size()) {
      return null;
    }
    int[] block = blocks.get(next++);
    return new Block(block[0], ByteBuffer.wrap(disk, block[0], block[1]));
  }

  @Override
  public long wireBytes() {
    return next;
  }

  @Override
  public void close() {}
}
