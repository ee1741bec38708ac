package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the grains of a sparse extent lie, read from its directory and tables as they are needed.
 * At most {@link #CACHED} tables of 2 KiB are kept. Where the file holds its tables twice, both
 * copies must say the same. For several threads.
 */
final class GrainTables {
  private static final int SECTOR = VmdkHeader.SECTOR;
  private static final int ENTRIES = VmdkHeader.ENTRIES_PER_TABLE;
  private static final int CACHED = 2048;
  private static final IntBuffer EMPTY = IntBuffer.allocate(0);

  private final BlockReader image;
  private final VmdkHeader header;
  private final long fileSize;
  private final Map<Integer, Table> cache = new LinkedHashMap<>(16, 0.75f, true);

  /** A table and where it stands, in sectors; one that is not there has no entries. */
  private record Table(long sector, IntBuffer entries) {}

  GrainTables(BlockReader image, VmdkHeader header) throws DiskFormatException {
    this.image = image;
    this.header = header;
    this.fileSize = image.capacity();
    checkPlace(header.gdOffset(), header.directorySectors(), "the grain directory", 56);
    if (header.redundantTables()) {
      checkPlace(header.rgdOffset(), header.directorySectors(), "the redundant directory", 48);
    }
  }

  /** The sector where a grain begins; 0 when it reads as zeros. */
  long sector(long grain) throws IOException {
    Table table = table((int) (grain / ENTRIES));
    if (table.sector == 0) {
      return 0;
    }
    int slot = (int) (grain % ENTRIES);
    long sector = Integer.toUnsignedLong(table.entries.get(slot));
    if (sector == 0 || (sector == 1 && header.zeroedGrains())) {
      return 0;
    }
    checkGrain(sector, table.sector * SECTOR + slot * 4L);
    return sector;
  }

  private void checkGrain(long sector, long at) throws DiskFormatException {
    if (sector < header.overHead()) {
      throw DiskFormatException.corrupt("a grain among the tables, at sector " + sector, at);
    }
    if (!header.compressed() && (sector - header.overHead()) % header.grainSize() != 0) {
      throw DiskFormatException.corrupt("a grain between two places, at sector " + sector, at);
    }
    if (sector * SECTOR >= fileSize) {
      throw DiskFormatException.truncated("the file ends before sector " + sector, at);
    }
  }

  private Table table(int index) throws IOException {
    Table table = cached(index);
    if (table == null) {
      table = load(header.gdOffset(), index);
      if (header.redundantTables()) {
        compare(table, load(header.rgdOffset(), index), index);
      }
      keep(index, table);
    }
    return table;
  }

  private @Nullable Table cached(int index) {
    synchronized (cache) {
      return cache.get(index);
    }
  }

  private void keep(int index, Table table) {
    synchronized (cache) {
      cache.put(index, table);
      if (cache.size() > CACHED) {
        cache.remove(cache.keySet().iterator().next());
      }
    }
  }

  private Table load(long directory, int index) throws IOException {
    long at = directory * SECTOR + index * 4L;
    long sector = Integer.toUnsignedLong(ints(at, 1, "the grain directory").get(0));
    if (sector == 0) {
      return new Table(0, EMPTY);
    }
    checkPlace(sector, VmdkHeader.tableSectors(), "a grain table", at);
    if (overlaps(sector, header.gdOffset())
        || (header.redundantTables() && overlaps(sector, header.rgdOffset()))) {
      throw DiskFormatException.corrupt("a grain table inside a directory", at);
    }
    return new Table(sector, ints(sector * SECTOR, ENTRIES, "a grain table"));
  }

  private boolean overlaps(long table, long directory) {
    return table < directory + header.directorySectors()
        && directory < table + VmdkHeader.tableSectors();
  }

  private void compare(Table first, Table second, int index) throws DiskFormatException {
    boolean one = first.sector != 0 && first.sector == second.sector;
    if (one || !first.entries.equals(second.entries)) {
      throw DiskFormatException.corrupt(
          "the two copies of grain table " + index + " differ",
          header.gdOffset() * SECTOR + index * 4L);
    }
  }

  /** Tables stand before the first grain, unless grains were streamed out before them. */
  private void checkPlace(long sector, long sectors, String what, long at)
      throws DiskFormatException {
    if (sector < 1 || (!header.compressed() && sector > header.overHead() - sectors)) {
      throw DiskFormatException.corrupt(what + " at the impossible sector " + sector, at);
    }
    if (sector > fileSize / SECTOR - sectors) {
      throw DiskFormatException.truncated("the file ends before the end of " + what, at);
    }
  }

  private IntBuffer ints(long at, int count, String what) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    SparseVmdk.read(image, at, raw, what);
    return raw.flip().asIntBuffer();
  }
}
