package io.vmto.sandbox.vcenter;

import io.vmto.disk.BlockReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * Which blocks of a disk were changed, and when: a number for each block of 64 KiB, 0 where nothing
 * was ever written, else the sequence number that was valid at its last change. A change id names
 * the tracking and a sequence number. Written through; survives the death of the process.
 */
final class ChangeMap implements Closeable {
  static final int BLOCK = 64 << 10;
  private static final int HEADER = 64;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final long SEQUENCE_AT = 16;
  private static final long RESIZED_AT = 20;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment map;

  private ChangeMap(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      map = channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
    }
  }

  /** Begins to track a disk that holds this. */
  static void create(Path file, BlockReader disk) throws IOException {
    int blocks = Math.toIntExact((disk.capacity() + BLOCK - 1) / BLOCK);
    Files.deleteIfExists(file);
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), HEADER + 4L * blocks - 1);
    }
    try (var changes = new ChangeMap(file)) {
      changes.reset();
      for (int block = 0; block < blocks; block++) {
        changes.set(block, empty(disk, (long) block * BLOCK) ? 0 : 1);
      }
      changes.map.set(INT, SEQUENCE_AT, 1);
    }
  }

  private static boolean empty(BlockReader disk, long at) throws IOException {
    int length = (int) Math.min(BLOCK, disk.capacity() - at);
    if (disk.knownZero(at, length)) {
      return true;
    }
    var content = new byte[length];
    disk.read(at, ByteBuffer.wrap(content));
    return Arrays.equals(content, new byte[length]);
  }

  static ChangeMap open(Path file) throws IOException {
    return new ChangeMap(file);
  }

  /** From now on older change ids mean nothing: what a crash, a resize or a hard stop does. */
  void reset() {
    var fresh = UUID.randomUUID();
    map.set(LONG, 0, fresh.getMostSignificantBits());
    map.set(LONG, 8, fresh.getLeastSignificantBits());
  }

  /** The tracking's id as hosts write it: spaced bytes, a dash in the middle. */
  String tracking() {
    var id = new UUID(map.get(LONG, 0), map.get(LONG, 8));
    return Datastore.spacedUuid(id.toString());
  }

  int sequence() {
    return map.get(INT, SEQUENCE_AT);
  }

  boolean resized() {
    return map.get(ValueLayout.JAVA_BYTE, RESIZED_AT) != 0;
  }

  void becomeResized() {
    map.set(ValueLayout.JAVA_BYTE, RESIZED_AT, (byte) 1);
  }

  int blocks() {
    return Math.toIntExact((map.byteSize() - HEADER) / Integer.BYTES);
  }

  int get(int block) {
    return map.get(INT, HEADER + 4L * block);
  }

  void set(int block, int sequence) {
    map.set(INT, HEADER + 4L * block, sequence);
  }

  void changed(long offset, int length) {
    int last = (int) ((offset + length - 1) / BLOCK);
    for (int block = (int) (offset / BLOCK); block <= last; block++) {
      set(block, sequence());
    }
  }

  /** Keeps a copy as it is now, names it, and counts on. */
  String freeze(Path copy) throws IOException {
    map.force();
    String id = tracking() + "/" + sequence();
    Files.write(copy, map.toArray(ValueLayout.JAVA_BYTE));
    map.set(INT, SEQUENCE_AT, sequence() + 1);
    return id;
  }

  @Override
  public void close() {
    arena.close();
  }
}
