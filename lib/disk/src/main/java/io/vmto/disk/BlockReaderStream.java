package io.vmto.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk with random access as a stream of leaves in ascending order; resumes by seeking. */
public final class BlockReaderStream extends ReadingStream {
  private int next;

  /** Takes the reader over: it is closed with this stream. */
  public BlockReaderStream(BlockReader disk) {
    super(disk);
  }

  @Override
  @Nullable Reading following() throws IOException {
    while (next < Leaf.count(capacity())) {
      int leaf = next++;
      if (!disk.knownZero(Leaf.offset(leaf), Leaf.length(capacity(), leaf))) {
        return new Reading(leaf, parts(leaf));
      }
    }
    return null;
  }

  /** What of a leaf is not known to be zero: as many neighbours at a time as there are. */
  private List<Manifest.Range> parts(int leaf) throws IOException {
    List<Manifest.Range> parts = new ArrayList<>();
    int length = Leaf.length(capacity(), leaf);
    long begin = Leaf.offset(leaf);
    long end = begin;
    for (int i = 0; i < Leaf.granules(length); i++) {
      long at = Leaf.offset(leaf) + i * (long) Leaf.GRANULE;
      long next = at + Leaf.granuleLength(length, i);
      if (!disk.knownZero(at, next - at)) {
        end = next;
        continue;
      }
      if (end > begin) {
        parts.add(new Manifest.Range(begin, end - begin));
      }
      begin = next;
      end = next;
    }
    if (end > begin) {
      parts.add(new Manifest.Range(begin, end - begin));
    }
    return parts;
  }
}
