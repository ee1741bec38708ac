package io.vmto.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Disk content for tests. */
public final class Content {
  static final int GRAIN = 1 << 16;

  private Content() {}

  /**
   * A disk with holes: a third of its grains is empty, the rest is random, text-like, or has
   * content in one place only.
   */
  public static byte[] sparse(long seed, int capacity) {
    Random random = new Random(seed);
    byte[] disk = new byte[capacity];
    for (int at = 0; at < capacity; at += GRAIN) {
      int length = Math.min(GRAIN, capacity - at);
      switch (random.nextInt(6)) {
        case 0 -> fill(random, disk, at, length);
        case 1 -> disk[at + length - 1] = 1;
        case 2 -> Arrays.fill(disk, at, at + length, (byte) random.nextInt(256));
        case 3 -> fill(random, disk, at + length / 2, length - length / 2);
        default -> {}
      }
    }
    return disk;
  }

  private static void fill(Random random, byte[] disk, int at, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    System.arraycopy(bytes, 0, disk, at, length);
  }

  /** Everything a stream delivers, laid out as a disk. */
  static byte[] of(BlockStream stream) throws IOException {
    byte[] disk = new byte[Math.toIntExact(stream.capacity())];
    unpack(stream, disk);
    return disk;
  }

  /** Lays what a stream delivers over a disk. */
  static void unpack(BlockStream stream, byte[] disk) throws IOException {
    ByteBuffer leaf = ByteBuffer.allocateDirect(Leaf.SIZE);
    for (var piece = stream.next(); piece != null; piece = stream.next()) {
      int at = (int) Leaf.offset(piece.leaf());
      leaf.clear().limit(Leaf.length(disk.length, piece.leaf()));
      leaf.put(0, disk, at, leaf.limit());
      piece.unpack(leaf);
      piece.close();
      leaf.get(0, disk, at, leaf.limit());
    }
  }

  /** Unpacks everything a stream delivers. */
  static void drain(BlockStream stream) throws IOException {
    ByteBuffer leaf = ByteBuffer.allocateDirect(Leaf.SIZE);
    for (var piece = stream.next(); piece != null; piece = stream.next()) {
      piece.unpack(leaf.clear().limit(Leaf.length(stream.capacity(), piece.leaf())));
      piece.close();
    }
  }

  static byte[] ofVmdk(byte[] image) throws IOException {
    try (var stream = StreamOptimizedVmdk.open(new ByteArrayInputStream(image))) {
      return of(stream);
    }
  }

  static byte[] of(BlockReader reader) throws IOException {
    byte[] disk = new byte[Math.toIntExact(reader.capacity())];
    reader.read(0, ByteBuffer.wrap(disk));
    return disk;
  }
}
