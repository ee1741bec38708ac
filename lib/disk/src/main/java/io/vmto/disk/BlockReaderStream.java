package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A disk with random access as a stream of leaves in ascending order; resumes by seeking. */
public final class BlockReaderStream implements SeekableBlockStream {
  private final BlockReader disk;
  private final ByteBuffer buffer = ByteBuffer.allocate(Leaf.SIZE);
  private IntPredicate skipped = leaf -> false;
  private int next;
  private long read;

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
    return read;
  }

  @Override
  public @Nullable Block next() throws IOException {
    while (next < Leaf.count(disk.capacity())) {
      int leaf = next++;
      int length = Leaf.length(disk.capacity(), leaf);
      if (skipped.test(leaf) || disk.knownZero(Leaf.offset(leaf), length)) {
        continue;
      }
      disk.read(Leaf.offset(leaf), buffer.clear().limit(length));
      read += length;
      return new Block(Leaf.offset(leaf), buffer.flip());
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
