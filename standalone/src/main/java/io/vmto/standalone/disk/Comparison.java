package io.vmto.standalone.disk;

import io.vmto.disk.BlockReader;
import io.vmto.disk.Leaf;
import io.vmto.disk.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Two disks, or a disk and a manifest, side by side. */
final class Comparison {
  private static final int SECTOR = 512;

  private Comparison() {}

  /** The first run of bytes that differ, as narrow as it can be told. */
  record Difference(long offset, long length, String why) {
    int leaf() {
      return (int) (offset / Leaf.SIZE);
    }
  }

  /** Compares [0, capacity of the first); narrows within a leaf where both can be read there. */
  static @Nullable Difference first(Manifest a, Manifest b, Opened one, @Nullable Opened other)
      throws IOException {
    var range = a.firstDifference(b);
    if (range == null) {
      return null;
    }
    if (one instanceof Opened.Anywhere x && other instanceof Opened.Anywhere y) {
      var narrow = narrow(x.reader(), y.reader(), range);
      if (narrow != null) {
        return narrow;
      }
    }
    return new Difference(range.offset(), range.length(), "the content differs");
  }

  private static @Nullable Difference narrow(
      BlockReader one, BlockReader other, Manifest.Range leaf) throws IOException {
    var a = read(one, leaf);
    var b = read(other, leaf);
    int from = a.mismatch(b);
    if (from < 0) {
      return null;
    }
    int start = from / SECTOR * SECTOR;
    int end = start;
    while (end < a.limit() && differs(a, b, end)) {
      end = Math.min(a.limit(), end + SECTOR);
    }
    return new Difference(leaf.offset() + start, end - start, "the content differs");
  }

  private static boolean differs(ByteBuffer a, ByteBuffer b, int at) {
    int length = Math.min(SECTOR, a.limit() - at);
    return a.slice(at, length).mismatch(b.slice(at, length)) >= 0;
  }

  private static ByteBuffer read(BlockReader disk, Manifest.Range range) throws IOException {
    var content = ByteBuffer.allocate((int) range.length());
    disk.read(range.offset(), content);
    return content.flip();
  }

  /** The first content past the size that a larger target should have, rounded to the sector. */
  static @Nullable Difference tail(BlockReader disk, long from) throws IOException {
    var buffer = ByteBuffer.allocate(Leaf.SIZE);
    for (long at = from; at < disk.capacity(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), disk.capacity() - at));
      if (disk.knownZero(at, buffer.limit())) {
        continue;
      }
      disk.read(at, buffer);
      int content = buffer.flip().mismatch(ByteBuffer.allocate(buffer.limit()));
      if (content >= 0) {
        long start = at + content - content % SECTOR;
        return new Difference(
            start,
            Math.min(SECTOR, disk.capacity() - start),
            "the target has content past the end of the source");
      }
    }
    return null;
  }

  /** The beginning of a disk as a disk. */
  record Prefix(BlockReader disk, long capacity) implements BlockReader {
    @Override
    public int connections() {
      return disk.connections();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
      disk.read(offset, target);
    }

    @Override
    public boolean knownZero(long offset, long length) throws IOException {
      return disk.knownZero(offset, length);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
