package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/** Reads a whole disk again, for proof: the manifest of what is really there. Blocks. */
public final class Rehash {
  private Rehash() {}

  /** The leaves of [0, capacity); the consumer is told the bytes done so far. */
  public static Manifest of(BlockReader disk, LongConsumer progress) throws IOException {
    return of(disk, disk.capacity(), progress);
  }

  /**
   * The leaves of [0, capacity) of a target that may be larger (LVM and ZFS round up), whose tail
   * must read zero. A smaller target or a tail with content is a DiskFormatException.
   */
  public static Manifest of(BlockReader disk, long capacity, LongConsumer progress)
      throws IOException {
    if (disk.capacity() < capacity) {
      throw DiskFormatException.truncated(
          "the disk is smaller than the " + capacity + " bytes it should hold", disk.capacity());
    }
    Manifest.Builder leaves = new Manifest.Builder(capacity);
    ByteBuffer buffer = ByteBuffer.allocate(Leaf.SIZE);
    for (int i = 0; i < Leaf.count(capacity); i++) {
      int length = Leaf.length(capacity, i);
      leaves.set(i, hash(disk, Leaf.offset(i), buffer.clear().limit(length)), 0);
      progress.accept(Leaf.offset(i) + length);
    }
    requireZeros(disk, capacity, buffer);
    return leaves.build();
  }

  private static byte[] hash(BlockReader disk, long offset, ByteBuffer buffer) throws IOException {
    if (disk.knownZero(offset, buffer.remaining())) {
      return Leaf.zero(buffer.remaining());
    }
    disk.read(offset, buffer);
    return Leaf.of(buffer.flip());
  }

  private static void requireZeros(BlockReader disk, long from, ByteBuffer buffer)
      throws IOException {
    for (long at = from; at < disk.capacity(); at += buffer.capacity()) {
      int length = (int) Math.min(buffer.capacity(), disk.capacity() - at);
      if (disk.knownZero(at, length)) {
        continue;
      }
      disk.read(at, buffer.clear().limit(length));
      if (!Zeros.all(buffer.flip())) {
        throw DiskFormatException.corrupt("the disk has content past its end", at);
      }
    }
  }
}
