package io.vmto.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header sector of a sparse extent, compressed or not (VMware Virtual Disk Format 5.0); offsets
 * and sizes are in sectors. A value of this type has passed every check that needs no other sector.
 */
record VmdkHeader(
    int version,
    int flags,
    long capacity,
    long grainSize,
    long descriptorOffset,
    long descriptorSize,
    long rgdOffset,
    long gdOffset,
    long overHead) {
  static final int SECTOR = 512;
  static final int ENTRIES_PER_TABLE = 512;

  /** The grain directory comes at the end of the stream, named by the footer. */
  static final long GD_AT_END = -1L;

  private static final int MAGIC = 0x564d444b;
  private static final int REDUNDANT_TABLES = 1 << 1;
  static final int COMPRESSED = 1 << 16;
  private static final int MARKERS = 1 << 17;
  private static final int ZEROED_GRAINS = 1 << 2;
  private static final int KNOWN_FLAGS = 0b111 | COMPRESSED | MARKERS;
  private static final int NEWLINES = 0x0a200d0a; // "\n \r\n", big endian
  private static final int DEFLATE = 1;

  static final long MOST_CAPACITY = 64L << 40 >> 9; // 64 TiB; vSphere ends at 62
  private static final long LEAST_GRAIN = 8;
  private static final long MOST_GRAIN = 2048;
  private static final long MOST_TABLES = 1 << 22;
  private static final long MOST_DESCRIPTOR = 2048;
  private static final long MOST_PADDING = 1 << 13;

  /** The header of an extent that can be read as a stream: compressed, with markers. */
  static VmdkHeader parse(byte[] sector, long at) throws DiskFormatException {
    VmdkHeader header = parseExtent(sector, at);
    require(header.compressed(), "not a compressed VMDK", at + 8);
    return header;
  }

  /** The header of any sparse extent. */
  static VmdkHeader parseExtent(byte[] sector, long at) throws DiskFormatException {
    ByteBuffer raw = ByteBuffer.wrap(sector).order(ByteOrder.LITTLE_ENDIAN);
    require(raw.getInt(0) == MAGIC, "no sparse VMDK: wrong magic", at);
    VmdkHeader header =
        new VmdkHeader(
            raw.getInt(4),
            raw.getInt(8),
            raw.getLong(12),
            raw.getLong(20),
            raw.getLong(28),
            raw.getLong(36),
            raw.getLong(48),
            raw.getLong(56),
            raw.getLong(64));
    int newlines = raw.order(ByteOrder.BIG_ENDIAN).getInt(73);
    require(newlines == NEWLINES, "damaged by a transfer in text mode", at + 73);
    raw.order(ByteOrder.LITTLE_ENDIAN);
    require(raw.getInt(44) == ENTRIES_PER_TABLE, "unsupported grain table length", at + 44);
    require(raw.get(72) == 0 || raw.get(72) == 1, "invalid unclean-shutdown mark", at + 72);
    int algorithm = header.compressed() ? DEFLATE : 0;
    require(raw.getShort(77) == algorithm, "unsupported compression algorithm", at + 77);
    header.checkKind(at);
    header.checkSizes(at);
    header.checkPlaces(at);
    return header;
  }

  private void checkKind(long at) throws DiskFormatException {
    require(version >= 1 && version <= 3, "unsupported VMDK version " + version, at + 4);
    boolean markers = (flags & MARKERS) != 0;
    require(markers == compressed(), "a VMDK with compression or markers alone", at + 8);
    require((flags & ~KNOWN_FLAGS) == 0, "unknown VMDK flags", at + 8);
  }

  private void checkSizes(long at) throws DiskFormatException {
    require(capacity > 0 && capacity <= MOST_CAPACITY, "implausible capacity", at + 12);
    require(
        grainSize >= LEAST_GRAIN && grainSize <= MOST_GRAIN && Long.bitCount(grainSize) == 1,
        "implausible grain size",
        at + 20);
    require(tables() <= MOST_TABLES, "capacity too large for the grain size", at + 12);
  }

  private void checkPlaces(long at) throws DiskFormatException {
    long tableSectors = 2L * (directorySectors() + (long) tables() * tableSectors());
    require(
        overHead >= 1 && overHead <= tableSectors + MOST_DESCRIPTOR + MOST_PADDING,
        "implausible overhead",
        at + 64);
    require(
        gdOffset == GD_AT_END || (gdOffset > 0 && gdOffset <= 0xffffffffL),
        "implausible grain directory offset",
        at + 56);
    require(
        descriptorSize >= 0 && descriptorSize <= MOST_DESCRIPTOR,
        "implausible descriptor size",
        at + 36);
    require(
        descriptorSize == 0
            || (descriptorOffset >= 1 && descriptorOffset <= firstTable() - descriptorSize),
        "implausible descriptor offset",
        at + 28);
  }

  /** The first sector that the descriptor must not reach. */
  private long firstTable() {
    return directoryInFront() ? gdOffset : overHead;
  }

  boolean compressed() {
    return (flags & COMPRESSED) != 0;
  }

  /** Whether a second directory with tables of its own says the same. */
  boolean redundantTables() {
    return (flags & REDUNDANT_TABLES) != 0 && rgdOffset != 0;
  }

  /** Whether the directory stands before the first grain. */
  boolean directoryInFront() {
    return gdOffset != GD_AT_END && gdOffset < overHead;
  }

  boolean hasFooter() {
    return gdOffset == GD_AT_END;
  }

  /** Whether a grain table entry of 1 stands for zeros. */
  boolean zeroedGrains() {
    return (flags & ZEROED_GRAINS) != 0;
  }

  long capacityBytes() {
    return capacity * SECTOR;
  }

  /** Whether these sectors, as they are or rounded up to whole grains, are the capacity. */
  boolean sameCapacity(long sectors) {
    return sectors == capacity || (sectors + grainSize - 1) / grainSize * grainSize == capacity;
  }

  int grainBytes() {
    return (int) grainSize * SECTOR;
  }

  /** How many grain tables, that is directory entries, the capacity needs. */
  int tables() {
    long sectorsPerTable = grainSize * ENTRIES_PER_TABLE;
    return (int) Math.min(Integer.MAX_VALUE, (capacity + sectorsPerTable - 1) / sectorsPerTable);
  }

  int directorySectors() {
    return (int) ((tables() * 4L + SECTOR - 1) / SECTOR);
  }

  static int tableSectors() {
    return ENTRIES_PER_TABLE * 4 / SECTOR;
  }

  /** Whether a footer describes the same disk as this header. */
  boolean sameDisk(VmdkHeader footer) {
    return version == footer.version
        && flags == footer.flags
        && capacity == footer.capacity
        && grainSize == footer.grainSize;
  }

  private static void require(boolean holds, String message, long at) throws DiskFormatException {
    if (!holds) {
      throw DiskFormatException.corrupt(message, at);
    }
  }
}
