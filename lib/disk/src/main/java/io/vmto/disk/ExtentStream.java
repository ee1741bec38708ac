package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The changed extents of a disk with random access, for a pass onto a replica: reads those ranges
 * and nothing else. Resumes by seeking.
 */
public final class ExtentStream implements SeekableBlockStream {
  private final BlockReader disk;
  private final List<Manifest.Range> extents;
  private final AtomicLong read = new AtomicLong();
  private IntPredicate skipped = leaf -> false;
  private int next;
  private long from;

  /**
   * Takes the reader over: it is closed with this stream.
   *
   * @param extents ascending, without overlap, inside the disk
   */
  public ExtentStream(BlockReader disk, List<Manifest.Range> extents) {
    long at = 0;
    for (Manifest.Range extent : extents) {
      if (extent.offset() < at
          || extent.length() <= 0
          || extent.length() > disk.capacity() - extent.offset()) {
        throw new IllegalArgumentException("Not ascending inside the disk: " + extent);
      }
      at = extent.offset() + extent.length();
    }
    this.disk = disk;
    this.extents = List.copyOf(extents);
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
  public @Nullable Piece next() {
    while (next < extents.size()) {
      Changes changes = changes();
      if (!skipped.test(changes.leaf)) {
        return changes;
      }
    }
    return null;
  }

  /** The parts of the extents that lie in the leaf where the next one begins. */
  private Changes changes() {
    long at = Math.max(from, extents.get(next).offset());
    int leaf = (int) (at / Leaf.SIZE);
    long leafEnd = Leaf.offset(leaf) + Leaf.length(disk.capacity(), leaf);
    List<Manifest.Range> parts = new ArrayList<>();
    while (next < extents.size() && extents.get(next).offset() < leafEnd) {
      long begin = Math.max(at, extents.get(next).offset());
      long end = end(extents.get(next));
      parts.add(new Manifest.Range(begin, Math.min(end, leafEnd) - begin));
      if (end > leafEnd) {
        break;
      }
      next++;
    }
    from = leafEnd;
    return new Changes(leaf, parts);
  }

  private static long end(Manifest.Range extent) {
    return extent.offset() + extent.length();
  }

  private final class Changes implements Piece {
    private final int leaf;
    private final List<Manifest.Range> parts;

    Changes(int leaf, List<Manifest.Range> parts) {
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
    public long granules() {
      return parts.stream()
          .mapToLong(part -> Leaf.granules(within(part), (int) part.length()))
          .reduce(0, (all, some) -> all | some);
    }

    @Override
    public boolean whole() {
      return wireBytes() == Leaf.length(disk.capacity(), leaf);
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

  @Override
  public void close() throws IOException {
    disk.close();
  }
}
