package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The tail and the header of an image: L1 table, refcounts of 16 bits, then cluster 0. */
final class Qcow2Metadata {
  static final int MAGIC = 0x514649fb; // "QFI\xfb"
  static final int HEADER_LENGTH = 104;
  private static final int CLUSTER = Qcow2Sink.CLUSTER;
  private static final int REFCOUNTS = CLUSTER / 2;
  private static final int REFCOUNT_ORDER = 4;

  private Qcow2Metadata() {}

  /** Finishes an image whose clusters [0, next) are all in use. */
  static void write(FileChannel channel, Qcow2Map map, long next, long capacity)
      throws IOException {
    map.store();
    long l1 = next;
    long refcountTable = l1 + clusters(map.tables() * 8L);
    long blocks = refcountBlocks(refcountTable);
    long tableClusters = clusters(blocks * 8);
    long total = refcountTable + tableClusters + blocks;
    ChannelIo.writeFully(channel, map.encodeL1(), l1 * CLUSTER);
    ByteBuffer table = ByteBuffer.allocate((int) tableClusters * CLUSTER);
    for (int i = 0; i < blocks; i++) {
      long host = refcountTable + tableClusters + i;
      table.putLong(host * CLUSTER);
      writeRefcounts(channel, host, Math.min(REFCOUNTS, total - (long) i * REFCOUNTS));
    }
    ChannelIo.writeFully(channel, table.clear(), refcountTable * CLUSTER);
    channel.force(true);
    ByteBuffer header = header(map.tables(), l1, refcountTable, (int) tableClusters, capacity);
    ChannelIo.writeFully(channel, header, 0);
    channel.force(true);
  }

  private static long clusters(long bytes) {
    return (bytes + CLUSTER - 1) / CLUSTER;
  }

  /** Refcount blocks count themselves and the table that names them. */
  private static long refcountBlocks(long others) {
    long blocks = 1;
    while (blocks * REFCOUNTS < others + clusters(blocks * 8) + blocks) {
      blocks++;
    }
    return blocks;
  }

  private static void writeRefcounts(FileChannel channel, long host, long used) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(CLUSTER);
    for (long i = 0; i < used; i++) {
      block.putShort((short) 1);
    }
    ChannelIo.writeFully(channel, block.clear(), host * CLUSTER);
  }

  private static ByteBuffer header(
      int l1Entries, long l1, long refcountTable, int tableClusters, long capacity) {
    ByteBuffer header = ByteBuffer.allocate(CLUSTER);
    header.putInt(MAGIC).putInt(3);
    header.putLong(0).putInt(0); // no backing file
    header.putInt(Qcow2Sink.CLUSTER_BITS).putLong(capacity);
    header.putInt(0); // no encryption
    header.putInt(l1Entries).putLong(l1 * CLUSTER);
    header.putLong(refcountTable * CLUSTER).putInt(tableClusters);
    header.putInt(0).putLong(0); // no snapshots
    header.putLong(0).putLong(0).putLong(0); // no features
    header.putInt(REFCOUNT_ORDER).putInt(HEADER_LENGTH);
    return header.clear();
  }
}
