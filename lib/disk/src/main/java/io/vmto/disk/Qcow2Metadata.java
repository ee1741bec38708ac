package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The tail and the header of an image: L2 tables, L1 table, refcounts of 16 bits, then cluster 0.
 */
final class Qcow2Metadata {
  static final int MAGIC = 0x514649fb; // "QFI\xfb"
  static final int HEADER_LENGTH = 104;
  static final int HEADER_LENGTH_TYPED = 112;
  static final long COMPRESSION_TYPE = 1 << 3;
  static final byte ZSTD = 1;
  private static final int CLUSTER = Qcow2Sink.CLUSTER;
  private static final int REFCOUNT_ORDER = 4;

  private final ImageStorage storage;
  private final Qcow2Map map;
  private long next;

  private Qcow2Metadata(ImageStorage storage, Qcow2Map map, long next) {
    this.storage = storage;
    this.map = map;
    this.next = next;
  }

  /**
   * Finishes an image whose content ends before the cluster {@code next}.
   *
   * @param zstd whether its compressed clusters are zstd's
   */
  static void write(ImageStorage storage, Qcow2Map map, long next, long capacity, boolean zstd)
      throws IOException {
    storage.finish(new Qcow2Metadata(storage, map, next).write(capacity, zstd));
  }

  private ByteBuffer write(long capacity, boolean zstd) throws IOException {
    long l1 = writeTables();
    long refcountTable = next;
    long blocks = refcountBlocks();
    int tableClusters = (int) clusters(blocks * 8);
    long end = next + tableClusters + blocks;
    while (next < end) {
      map.refer(next++, 1);
    }
    map.refer(0, 1);
    writeRefcounts(refcountTable, tableClusters, blocks);
    return header(l1, refcountTable, tableClusters, capacity, zstd);
  }

  /** Writes the L2 tables that are needed and the L1 table, and returns where that is. */
  private long writeTables() throws IOException {
    ByteBuffer l1 = ByteBuffer.allocate((int) clusters(map.tables() * 8L) * CLUSTER);
    for (int i = map.nextTable(0); i >= 0; i = map.nextTable(i + 1)) {
      l1.putLong(i * 8, next * CLUSTER | Qcow2Map.COPIED);
      append(map.table(i));
    }
    long place = next;
    append(l1);
    return place;
  }

  private void append(ByteBuffer clusters) throws IOException {
    int count = clusters.remaining() / CLUSTER;
    storage.write(next * CLUSTER, clusters);
    for (int i = 0; i < count; i++) {
      map.refer(next++, 1);
    }
  }

  /** Refcount blocks count themselves and the table that names them. */
  private long refcountBlocks() {
    long blocks = 1;
    while (blocks < Qcow2Map.refcountBlocks(next + clusters(blocks * 8) + blocks)) {
      blocks++;
    }
    return blocks;
  }

  private void writeRefcounts(long place, int tableClusters, long blocks) throws IOException {
    ByteBuffer table = ByteBuffer.allocate(tableClusters * CLUSTER);
    for (int i = 0; i < blocks; i++) {
      table.putLong((place + tableClusters + i) * CLUSTER);
    }
    storage.write(place * CLUSTER, table.clear());
    for (int i = 0; i < blocks; i++) {
      storage.write((place + tableClusters + i) * CLUSTER, map.refcountBlock(i));
    }
  }

  private static long clusters(long bytes) {
    return (bytes + CLUSTER - 1) / CLUSTER;
  }

  private ByteBuffer header(
      long l1, long refcountTable, int tableClusters, long capacity, boolean zstd) {
    ByteBuffer header = ByteBuffer.allocate(CLUSTER);
    header.putInt(MAGIC).putInt(3);
    header.putLong(0).putInt(0); // no backing file
    header.putInt(Qcow2Sink.CLUSTER_BITS).putLong(capacity);
    header.putInt(0); // no encryption
    header.putInt(map.tables()).putLong(l1 * CLUSTER);
    header.putLong(refcountTable * CLUSTER).putInt(tableClusters);
    header.putInt(0).putLong(0); // no snapshots
    header.putLong(zstd ? COMPRESSION_TYPE : 0).putLong(0).putLong(0);
    header.putInt(REFCOUNT_ORDER);
    if (zstd) {
      header.putInt(HEADER_LENGTH_TYPED).put(ZSTD);
    } else {
      header.putInt(HEADER_LENGTH);
    }
    return header.clear();
  }
}
