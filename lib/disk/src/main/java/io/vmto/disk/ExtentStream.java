package io.vmto.disk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changed extents of a disk with random access, for a pass onto a replica: reads those ranges
 * and nothing else. Resumes by seeking.
 */
public final class ExtentStream extends ReadingStream {
  private final List<Manifest.Range> extents;
  private int next;
  private long from;

  /**
   * Takes the reader over: it is closed with this stream.
   *
   * @param extents ascending, without overlap, inside the disk
   */
  public ExtentStream(BlockReader disk, List<Manifest.Range> extents) {
    super(disk);
    long at = 0;
    for (Manifest.Range extent : extents) {
      if (extent.offset() < at
          || extent.length() <= 0
          || extent.length() > disk.capacity() - extent.offset()) {
        throw new IllegalArgumentException("Not ascending inside the disk: " + extent);
      }
      at = end(extent);
    }
    this.extents = List.copyOf(extents);
  }

  private static long end(Manifest.Range extent) {
    return extent.offset() + extent.length();
  }

  /** The parts of the extents that lie in the leaf where the next one begins. */
  @Override
  @Nullable Reading following() {
    if (next == extents.size()) {
      return null;
    }
    long at = Math.max(from, extents.get(next).offset());
    int leaf = (int) (at / Leaf.SIZE);
    long leafEnd = Leaf.offset(leaf) + Leaf.length(capacity(), leaf);
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
    return new Reading(leaf, parts);
  }
}
