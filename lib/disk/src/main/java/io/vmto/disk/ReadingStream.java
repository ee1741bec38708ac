package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Pieces of a disk with random access, which are read where they are unpacked. */
abstract sealed class ReadingStream implements SeekableBlockStream
    permits BlockReaderStream, ExtentStream {
  final BlockReader disk;
  private final AtomicLong read = new AtomicLong();
  private IntPredicate skipped = leaf -> false;

  /** Takes the reader over: it is closed with this stream. */
  ReadingStream(BlockReader disk) {
    this.disk = disk;
  }

  /** The ranges to read next, all in one leaf and ascending, or null after the last. */
  abstract @Nullable Reading following() throws IOException;

  @Override
  public final @Nullable Piece next() throws IOException {
    Reading reading = following();
    while (reading != null && skipped.test(reading.leaf)) {
      reading = following();
    }
    return reading;
  }

  @Override
  public final void skipLeaves(IntPredicate durable) {
    skipped = durable;
  }

  @Override
  public final long capacity() {
    return disk.capacity();
  }

  @Override
  public final long wireBytes() {
    return read.get();
  }

  @Override
  public final int connections() {
    return disk.connections();
  }

  @Override
  public final void close() throws IOException {
    disk.close();
  }

  /** Parts of one leaf that are still to be read. */
  final class Reading implements Piece {
    private final int leaf;
    private final List<Manifest.Range> parts;

    Reading(int leaf, List<Manifest.Range> parts) {
      this.leaf = leaf;
      this.parts = parts;
    }

    @Override
    public int leaf() {
      return leaf;
    }

    @Override
    public long wireBytes() {
      return parts.stream().mapToLong(Manifest.Range::length).sum();
    }

    @Override
    public Cover cover() {
      Cover cover = new Cover(Leaf.length(capacity(), leaf));
      parts.forEach(part -> cover.add(within(part), (int) part.length()));
      return cover;
    }

    private int within(Manifest.Range part) {
      return (int) (part.offset() - Leaf.offset(leaf));
    }

    @Override
    public void unpack(ByteBuffer target) throws IOException {
      for (Manifest.Range part : parts) {
        disk.read(part.offset(), target.slice(within(part), (int) part.length()));
        read.addAndGet(part.length());
      }
    }

    @Override
    public void close() {}
  }
}
