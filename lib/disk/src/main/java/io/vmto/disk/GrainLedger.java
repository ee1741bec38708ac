package io.vmto.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which grains came down the stream and where, held against the grain tables and the directory that
 * the stream carries about itself. Memory grows with the grains seen (a bit each) and the tables
 * (16 bytes each): a table is remembered as a fingerprint over its (slot, sector) pairs.
 */
final class GrainLedger {
  private static final int WORDS = VmdkHeader.ENTRIES_PER_TABLE / Long.SIZE;

  private final @Nullable Seen[] seen;
  private final boolean zeroedGrains;
  private long[] tableSectors = new long[16];
  private long[] tablePrints = new long[16];
  private int tables;
  private long directorySector = -1;
  private int[] directory = {};

  GrainLedger(VmdkHeader header) {
    seen = new Seen[header.tables()];
    zeroedGrains = header.zeroedGrains();
  }

  /** Notes a grain; false when the same grain was there before. */
  boolean grain(long index, long sector) {
    int table = (int) (index / VmdkHeader.ENTRIES_PER_TABLE);
    int slot = (int) (index % VmdkHeader.ENTRIES_PER_TABLE);
    Seen entry = seen[table];
    if (entry == null) {
      entry = new Seen();
      seen[table] = entry;
    }
    return entry.add(slot, sector);
  }

  /** Notes a grain table that starts at a sector; tables come in ascending order. */
  void table(long sector, byte[] content) throws DiskFormatException {
    if (tables > 2 * seen.length) {
      throw DiskFormatException.corrupt("too many grain tables", sector * VmdkHeader.SECTOR);
    }
    if (tables == tableSectors.length) {
      tableSectors = Arrays.copyOf(tableSectors, tables * 2);
      tablePrints = Arrays.copyOf(tablePrints, tables * 2);
    }
    tableSectors[tables] = sector;
    tablePrints[tables++] = print(content);
  }

  /** Notes the directory that starts at a sector; the last one counts. */
  void directory(long sector, int[] entries) {
    directorySector = sector;
    directory = entries;
  }

  /** Whether a directory was in the stream already: no grain may follow it. */
  boolean directorySeen() {
    return directorySector >= 0;
  }

  /** The proof that what the stream says of itself is what it carried. */
  void check(long namedDirectory) throws DiskFormatException {
    if (directorySector != namedDirectory) {
      throw DiskFormatException.corrupt(
          "no grain directory where the header names it", namedDirectory * VmdkHeader.SECTOR);
    }
    for (int i = 0; i < seen.length; i++) {
      Seen entry = seen[i];
      long grains = entry == null ? 0 : entry.print;
      if (tablePrint(Integer.toUnsignedLong(directory[i])) != grains) {
        throw DiskFormatException.corrupt(
            "grain table " + i + " does not name the grains of the stream",
            Integer.toUnsignedLong(directory[i]) * VmdkHeader.SECTOR);
      }
    }
  }

  private long tablePrint(long sector) throws DiskFormatException {
    if (sector == 0) {
      return 0;
    }
    int at = Arrays.binarySearch(tableSectors, 0, tables, sector);
    if (at < 0) {
      throw DiskFormatException.corrupt(
          "the directory names a grain table that is not there", sector * VmdkHeader.SECTOR);
    }
    return tablePrints[at];
  }

  private long print(byte[] table) {
    ByteBuffer entries = ByteBuffer.wrap(table).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    long print = 0;
    for (int slot = 0; slot < VmdkHeader.ENTRIES_PER_TABLE; slot++) {
      long sector = Integer.toUnsignedLong(entries.getInt(slot * 4));
      if (sector != 0 && !(sector == 1 && zeroedGrains)) {
        print += mix(slot, sector);
      }
    }
    return print;
  }

  /** Spreads a pair over 64 bits (the finaliser of splitmix64), so that sums tell sets apart. */
  private static long mix(int slot, long sector) {
    long z = (sector << 9 | slot) + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static final class Seen {
    private final long[] slots = new long[WORDS];
    private long print;

    boolean add(int slot, long sector) {
      long bit = 1L << (slot % Long.SIZE);
      if ((slots[slot / Long.SIZE] & bit) != 0) {
        return false;
      }
      slots[slot / Long.SIZE] |= bit;
      print += mix(slot, sector);
      return true;
    }
  }
}
