package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The L2 tables and refcounts of a qcow2 image that is being written, in the form they have in the
 * image, whatever its size in bounded memory. For one thread at a time.
 */
final class Qcow2Map implements Closeable {
  static final long COPIED = 1L << 63;
  static final long COMPRESSED = 1L << 62;
  private static final int ENTRIES = Pages.SIZE / Long.BYTES;
  private static final int REFCOUNTS = Pages.SIZE / Short.BYTES;
  private static final int SECTOR = 512;

  /** Where the count of sectors begins in a compressed entry: 62 - (cluster bits - 8). */
  private static final int SECTORS_SHIFT = 62 - (Qcow2Sink.CLUSTER_BITS - 8);

  private final int tables;
  private final Pages l2;
  private final Pages refcounts;

  /** Needs two scratch files beside the image when it grows large. */
  Qcow2Map(Path image, long capacity) {
    long clusters = (capacity + Qcow2Sink.CLUSTER - 1) / Qcow2Sink.CLUSTER;
    tables = Math.toIntExact((clusters + ENTRIES - 1) / ENTRIES);
    l2 = new Pages(image.resolveSibling(image.getFileName() + ".l2"));
    refcounts = new Pages(image.resolveSibling(image.getFileName() + ".refcounts"));
  }

  /** The entry of a compressed cluster: sectors from a byte offset, both multiples of 512. */
  static long compressed(long offset, int length) {
    long additional = ((long) length + SECTOR - 1) / SECTOR - 1;
    return COMPRESSED | additional << SECTORS_SHIFT | offset;
  }

  /** Where a compressed entry's sectors begin. */
  static long compressedOffset(long entry) {
    return entry & ((1L << SECTORS_SHIFT) - 1);
  }

  /** How long they are in bytes. */
  static int compressedLength(long entry) {
    long additional = (entry & ~COMPRESSED) >>> SECTORS_SHIFT;
    return (int) (additional + 1) * SECTOR;
  }

  /** How many L2 tables, that is L1 entries, the capacity needs. */
  int tables() {
    return tables;
  }

  /** The L2 entry of a guest cluster, 0 where it reads zero. */
  long entry(long guest) throws IOException {
    int table = (int) (guest / ENTRIES);
    return l2.has(table) ? l2.page(table).getLong(slot(guest)) : 0;
  }

  /** Maps a guest cluster to an entry, 0 to none, and counts what is used instead. */
  void set(long guest, long entry) throws IOException {
    count(entry(guest), -1);
    count(entry, 1);
    l2.change((int) (guest / ENTRIES)).putLong(slot(guest), entry);
  }

  private static int slot(long guest) {
    return (int) (guest % ENTRIES) * Long.BYTES;
  }

  private void count(long entry, int change) throws IOException {
    if ((entry & COMPRESSED) != 0) {
      long first = compressedOffset(entry) / Qcow2Sink.CLUSTER;
      long last = (compressedOffset(entry) + compressedLength(entry) - 1) / Qcow2Sink.CLUSTER;
      for (long host = first; host <= last; host++) {
        refer(host, change);
      }
    } else if (entry != 0) {
      refer((entry & ~COPIED) / Qcow2Sink.CLUSTER, change);
    }
  }

  /** Changes how often a host cluster is referred to. */
  void refer(long host, int change) throws IOException {
    ByteBuffer block = refcounts.change((int) (host / REFCOUNTS));
    int slot = (int) (host % REFCOUNTS) * Short.BYTES;
    block.putShort(slot, (short) (block.getShort(slot) + change));
  }

  /** Whether a host cluster is referred to. */
  boolean used(long host) throws IOException {
    int block = (int) (host / REFCOUNTS);
    return refcounts.has(block)
        && refcounts.page(block).getShort((int) (host % REFCOUNTS) * Short.BYTES) != 0;
  }

  /** The first L2 table at or after {@code index} that is needed, or -1. */
  int nextTable(int index) {
    return l2.nextUsed(index);
  }

  ByteBuffer table(int index) throws IOException {
    return l2.page(index).clear();
  }

  static long refcountBlocks(long clusters) {
    return (clusters + REFCOUNTS - 1) / REFCOUNTS;
  }

  ByteBuffer refcountBlock(int index) throws IOException {
    return refcounts.page(index).clear();
  }

  @Override
  public void close() throws IOException {
    try (l2;
        refcounts) {
      // Both are closed on the way out.
    }
  }
}
