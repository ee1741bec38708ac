package io.vmto.sandbox.vcenter;

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

/**
 * What was written over a parent: a sparse file of the disk's size, and beside it a byte for each
 * grain that says whether the grain is here. Both are written through, so that they survive the
 * death of the process.
 */
final class DeltaLink implements Closeable {
  /** What a file system in a guest usually writes at once. */
  static final int GRAIN = 4096;

  private final FileChannel data;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment here;

  private DeltaLink(FileChannel data, FileChannel map) throws IOException {
    this.data = data;
    this.here = map.map(MapMode.READ_WRITE, 0, map.size(), arena);
  }

  static void create(Path extent, long capacity) throws IOException {
    sized(extent, capacity);
    sized(map(extent), (capacity + GRAIN - 1) / GRAIN);
  }

  private static void sized(Path file, long size) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
    }
  }

  private static Path map(Path extent) {
    return extent.resolveSibling(extent.getFileName() + ".grains");
  }

  static DeltaLink open(Path extent) throws IOException {
    try (var map =
        FileChannel.open(map(extent), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new DeltaLink(
          FileChannel.open(extent, StandardOpenOption.READ, StandardOpenOption.WRITE), map);
    }
  }

  static void delete(Path extent) throws IOException {
    Files.delete(extent);
    Files.delete(map(extent));
  }

  long grains() {
    return here.byteSize();
  }

  boolean has(long grain) {
    return here.get(ValueLayout.JAVA_BYTE, grain) != 0;
  }

  /** Whether it holds something of the range. */
  boolean holds(long offset, long length) {
    long end = Math.min(grains(), (offset + length + GRAIN - 1) / GRAIN);
    for (long grain = offset / GRAIN; grain < end; grain++) {
      if (has(grain)) {
        return true;
      }
    }
    return false;
  }

  FileChannel data() {
    return data;
  }

  /** Writes a whole grain, or the rest of the disk. */
  void write(long grain, ByteBuffer content) throws IOException {
    long at = grain * GRAIN;
    while (content.hasRemaining()) {
      at += data.write(content, at);
    }
    here.set(ValueLayout.JAVA_BYTE, grain, (byte) 1);
  }

  @Override
  public void close() throws IOException {
    arena.close();
    data.close();
  }
}
