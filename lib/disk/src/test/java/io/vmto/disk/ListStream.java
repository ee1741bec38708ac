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
    for (int at = 0, length; at < disk.length; at += length) {
      length = Math.min(Math.min(size, disk.length - at), Leaf.SIZE - at % Leaf.SIZE);
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

  /** Blocks of one leaf that follow each other come as one piece, as from any stream. */
  @Override
  public @Nullable Piece next() throws IOException {
    if (next == failAt) {
      throw new IOException("the line went dead");
    }
    if (next == blocks.size()) {
      return null;
    }
    int first = next;
    do {
      next++;
    } while (next < Math.min(failAt, blocks.size()) && leaf(next) == leaf(first));
    return new Blocks(leaf(first), blocks.subList(first, next));
  }

  private int leaf(int block) {
    return blocks.get(block)[0] / Leaf.SIZE;
  }

  private final class Blocks implements Piece {
    private final int leaf;
    private final List<int[]> parts;

    Blocks(int leaf, List<int[]> parts) {
      this.leaf = leaf;
      this.parts = List.copyOf(parts);
    }

    @Override
    public int leaf() {
      return leaf;
    }

    @Override
    public long wireBytes() {
      return parts.size();
    }

    @Override
    public Cover cover() {
      Cover cover = new Cover(Leaf.length(disk.length, leaf));
      parts.forEach(part -> cover.add(part[0] % Leaf.SIZE, part[1]));
      return cover;
    }

    @Override
    public void unpack(ByteBuffer target) {
      parts.forEach(part -> target.put(part[0] % Leaf.SIZE, disk, part[0], part[1]));
    }

    @Override
    public void close() {}
  }

  @Override
  public long wireBytes() {
    return next;
  }

  @Override
  public void close() {}
}
