package io.vmto.disk;

import java.io.IOException;
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
      int length = Leaf.length(capacity(), leaf);
      if (!disk.knownZero(Leaf.offset(leaf), length)) {
        return new Reading(leaf, List.of(new Manifest.Range(Leaf.offset(leaf), length)));
      }
    }
    return null;
  }
}
