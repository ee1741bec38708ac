package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a qcow2 image of version 2 or 3: standard, zero and zlib-compressed clusters. Refuses what
 * needs another file (backing file, data file), encryption, zstd and unknown features, and every
 * table entry that points where it must not. For one thread at a time.
 */
public final class Qcow2Reader implements BlockReader {
  private static final int CACHED_BYTES = 4 << 20;
  private static final long COPIED = 1L << 63;
  private static final long COMPRESSED = 1L << 62;
  private static final long OFFSET = 0x00fffffffffffe00L;
  private static final long ZERO = 1;

  private final FileChannel channel;
  private final Qcow2Header header;
  private final long fileSize;
  private final long[] l1;
  private final Map<Integer, long[]> tables = new LinkedHashMap<>(16, 0.75f, true);
  private final Qcow2Inflater inflater;

  private Qcow2Reader(FileChannel channel, Qcow2Header header, long fileSize) throws IOException {
    this.channel = channel;
    this.header = header;
    this.fileSize = fileSize;
    this.l1 = longs(header.l1Offset(), header.tables(), "the L1 table");
    this.inflater = new Qcow2Inflater(channel, header, fileSize);
  }

  /** Checks the header and reads the L1 table. */
  public static Qcow2Reader open(Path image) throws IOException {
    FileChannel channel = FileChannel.open(image, StandardOpenOption.READ);
    try {
      ByteBuffer raw = ByteBuffer.allocate(Qcow2Header.LONGEST);
      ChannelIo.read(channel, raw, 0);
      Qcow2Header header = Qcow2Header.parse(raw.flip(), channel.size());
      return new Qcow2Reader(channel, header, channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long capacity() {
    return header.capacity();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity());
    long at = offset;
    int end = target.limit();
    while (target.hasRemaining()) {
      int within = (int) (at % header.clusterSize());
      int length = Math.min(target.remaining(), header.clusterSize() - within);
      target.limit(target.position() + length);
      readCluster(entry(at), within, target);
      target.limit(end);
      at += length;
    }
  }

  private void readCluster(long entry, int within, ByteBuffer target) throws IOException {
    if ((entry & COMPRESSED) != 0) {
      target.put(inflater.cluster(entry).slice(within, target.remaining()));
    } else if (isZero(entry)) {
      Zeros.fill(target);
    } else {
      ChannelIo.readFully(channel, target, place(entry, "a cluster") + within, "a cluster");
    }
  }

  private boolean isZero(long entry) {
    return (entry & COMPRESSED) == 0
        && ((entry & ~COPIED) == 0 || (header.version() == 3 && (entry & ZERO) != 0));
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
  private long entry(long offset) throws IOException {
    long cluster = offset / header.clusterSize();
    int index = (int) (cluster / header.entriesPerTable());
    if ((l1[index] & ~COPIED) == 0) {
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
    long reserved = entry & ~(OFFSET | COPIED);
    if (reserved != 0 || offset % header.clusterSize() != 0 || offset < header.clusterSize()) {
      throw DiskFormatException.corrupt("an invalid entry for " + what, offset);
    }
    if (offset >= fileSize) {
      throw DiskFormatException.truncated("the file ends before " + what, offset);
    }
    return offset;
  }

  private long[] longs(long offset, int count, String what) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(count * 8);
    ChannelIo.readFully(channel, raw, offset, what);
    long[] values = new long[count];
    raw.flip().asLongBuffer().get(values);
    return values;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      inflater.close();
    }
  }
}
