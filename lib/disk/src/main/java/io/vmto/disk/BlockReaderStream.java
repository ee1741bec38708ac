package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A disk with random access as a stream of leaves in ascending order; resumes by seeking. */
public final class BlockReaderStream implements SeekableBlockStream {
  private final BlockReader disk;
  private final AtomicLong read = new AtomicLong();
  private IntPredicate skipped = leaf -> false;
  private int next;

  /** Takes the reader over: it is closed with this stream. */
  public BlockReaderStream(BlockReader disk) {
    this.disk = disk;
  }

  @Override
  public void skipLeaves(IntPredicate durable) {
    skipped = durable;
  }

  @Override
  public long capacity() {
    return disk.capacity();
  }

  @Override
  public long wireBytes() {
    return read.get();
  }

  @Override
  public int connections() {
    return disk.connections();
  }

  @Override
  public @Nullable Piece next() throws IOException {
    while (next < Leaf.count(disk.capacity())) {
      int leaf = next++;
      int length = Leaf.length(disk.capacity(), leaf);
      if (!skipped.test(leaf) && !disk.knownZero(Leaf.offset(leaf), length)) {
        return new Reading(leaf, length);
      }
    }
    return null;
  }

  private final class Reading implements Piece {
    private final int leaf;
    private final int length;

    Reading(int leaf, int length) {
      this.leaf = leaf;
      this.length = length;
    }

    @Override
    public int leaf() {
      return leaf;
    }

    @Override
    public long wireBytes() {
      return length;
    }

    @Override
    public long granules() {
      return Leaf.ALL_GRANULES;
    }

    @Override
    public boolean whole() {
      return true;
    }

    @Override
    public void unpack(ByteBuffer target) throws IOException {
      disk.read(Leaf.offset(leaf), target.slice(0, length));
      read.addAndGet(length);
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
