package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a qcow2 image of version 2 or 3: standard, zero and compressed (zlib, zstd) clusters.
 * Refuses what needs another file (backing file, data file), encryption and unknown features, and
 * every table entry that points where it must not.
 */
public final class Qcow2Reader implements BlockReader {
  private static final int CACHED_BYTES = 4 << 20;
  private static final long OFFSET = 0x00fffffffffffe00L;
  private static final long ZERO = 1;

  private final BlockReader image;
  private final Qcow2Header header;
  private final long[] l1;
  private final Qcow2Tables places;
  private final Map<Integer, long[]> tables = new LinkedHashMap<>(16, 0.75f, true);
  private final Qcow2Unpacker unpacker;

  private Qcow2Reader(BlockReader image, Qcow2Header header) throws IOException {
    this.image = image;
    this.header = header;
    this.l1 = longs(header.l1Offset(), header.tables(), "the L1 table");
    this.places = new Qcow2Tables(header, l1);
    this.unpacker = new Qcow2Unpacker(image, header);
  }

  /** Opens an image in a file, read past the page cache where that is possible. */
  public static Qcow2Reader open(Path image) throws IOException {
    return open(RawReader.uncached(image));
  }

  /**
   * Opens an image wherever its bytes lie: checks the header and reads the L1 table. The bytes are
   * closed with the returned reader, or here when this fails.
   */
  public static Qcow2Reader open(BlockReader image) throws IOException {
    try {
      int length = (int) Math.min(Qcow2Header.LONGEST, image.capacity());
      ByteBuffer raw = ByteBuffer.allocate(length);
      image.read(0, raw);
      return new Qcow2Reader(image, Qcow2Header.parse(raw.flip(), image.capacity()));
    } catch (IOException | RuntimeException e) {
      image.close();
      throw e;
    }
  }

  @Override
  public long capacity() {
    return header.capacity();
  }

  @Override
  public int connections() {
    return image.connections();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity());
    long at = offset;
    int end = target.limit();
    while (target.hasRemaining()) {
      int within = (int) (at % header.clusterSize());
      long entry = entry(at);
      int length = runLength(at, entry, within, target.remaining());
      readRun(entry, within, target.limit(target.position() + length));
      target.limit(end);
      at += length;
    }
  }

  /** How far one reading goes: over clusters that lie behind each other, or are all zero. */
  private int runLength(long offset, long entry, int within, int most) throws IOException {
    int length = Math.min(most, header.clusterSize() - within);
    boolean zero = isZero(entry);
    if ((entry & Qcow2Map.COMPRESSED) != 0) {
      return length;
    }
    for (int cluster = 1; length < most; cluster++) {
      long next = entry(offset + length);
      long follows = (entry & OFFSET) + (long) cluster * header.clusterSize();
      boolean same = zero ? isZero(next) : !isZero(next) && (next & ~Qcow2Map.COPIED) == follows;
      if (!same) {
        break;
      }
      length = Math.min(most, length + header.clusterSize());
    }
    return length;
  }

  private void readRun(long entry, int within, ByteBuffer target) throws IOException {
    if ((entry & Qcow2Map.COMPRESSED) != 0) {
      unpacker.read(entry, within, target);
    } else if (isZero(entry)) {
      Zeros.fill(target);
    } else {
      long place = place(entry, "a cluster") + within;
      places.checkContent(place - within, within + target.remaining());
      if (place > image.capacity() - target.remaining()) {
        throw DiskFormatException.truncated("the file ends inside a cluster", image.capacity());
      }
      image.read(place, target);
    }
  }

  private boolean isZero(long entry) {
    return (entry & Qcow2Map.COMPRESSED) == 0
        && ((entry & ~Qcow2Map.COPIED) == 0 || (header.version() == 3 && (entry & ZERO) != 0));
  }

  @Override
  public boolean knownZero(long offset, long length) throws IOException {
    long cluster = header.clusterSize();
    for (long at = offset / cluster * cluster; at < offset + length; at += cluster) {
      if (!isZero(entry(at))) {
        return false;
      }
    }
    return true;
  }

  /** The L2 entry of the cluster that holds an offset; 0 where there is no table. */
  private synchronized long entry(long offset) throws IOException {
    long cluster = offset / header.clusterSize();
    int index = (int) (cluster / header.entriesPerTable());
    if ((l1[index] & ~Qcow2Map.COPIED) == 0) {
      return 0;
    }
    long[] table = tables.get(index);
    if (table == null) {
      table = load(index);
    }
    return table[(int) (cluster % header.entriesPerTable())];
  }

  private long[] load(int index) throws IOException {
    long offset = place(l1[index], "an L2 table");
    long[] table = longs(offset, header.entriesPerTable(), "an L2 table");
    if (tables.size() >= Math.max(2, CACHED_BYTES / header.clusterSize())) {
      tables.remove(tables.keySet().iterator().next());
    }
    tables.put(index, table);
    return table;
  }

  /** Where an entry points, if it may point there. */
  private long place(long entry, String what) throws DiskFormatException {
    long offset = entry & OFFSET;
    long reserved = entry & ~(OFFSET | Qcow2Map.COPIED);
    if (reserved != 0 || offset % header.clusterSize() != 0 || offset < header.clusterSize()) {
      throw DiskFormatException.corrupt("an invalid entry for " + what, offset);
    }
    if (offset >= image.capacity()) {
      throw DiskFormatException.truncated("the file ends before " + what, offset);
    }
    return offset;
  }

  private long[] longs(long offset, int count, String what) throws IOException {
    if (offset > image.capacity() - count * 8L) {
      throw DiskFormatException.truncated("the file ends inside " + what, image.capacity());
    }
    ByteBuffer raw = ByteBuffer.allocate(count * 8);
    image.read(offset, raw);
    long[] values = new long[count];
    raw.flip().asLongBuffer().get(values);
    return values;
  }

  @Override
  public void close() throws IOException {
    try (image) {
      unpacker.close();
    }
  }
}
