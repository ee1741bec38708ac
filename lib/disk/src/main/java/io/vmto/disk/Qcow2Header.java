package io.vmto.disk;

import java.nio.ByteBuffer;

/**
 * The header of a qcow2 image, version 2 or 3 (QEMU, docs/interop/qcow2.txt), held against what we
 * are willing to read: one file that needs no other and has no feature we do not know.
 */
record Qcow2Header(
    int version, int clusterBits, long capacity, int l1Entries, long l1Offset, boolean zstd) {
  static final int LONGEST = 112;
  private static final int V2_LENGTH = 72;
  private static final int MOST_L1_BYTES = 32 << 20;
  private static final long DIRTY = 1;
  private static final long CORRUPT = 1 << 1;
  private static final long DATA_FILE = 1 << 2;
  private static final long COMPRESSION_TYPE = 1 << 3;
  private static final long EXTENDED_L2 = 1 << 4;

  /** {@code raw} holds the start of the file, as much as there is up to {@link #LONGEST}. */
  static Qcow2Header parse(ByteBuffer raw, long fileSize) throws DiskFormatException {
    if (raw.remaining() < V2_LENGTH) {
      throw DiskFormatException.truncated("the image ends inside its header", raw.remaining());
    }
    require(raw.getInt(0) == Qcow2Metadata.MAGIC, "not a qcow2 image", 0);
    int version = raw.getInt(4);
    require(version == 2 || version == 3, "unsupported qcow2 version " + version, 4);
    require(raw.getLong(8) == 0 && raw.getInt(16) == 0, "the image needs a backing file", 8);
    require(raw.getInt(32) == 0, "the image is encrypted", 32);
    boolean zstd = version == 3 && checkFeatures(raw);
    Qcow2Header header =
        new Qcow2Header(
            version, raw.getInt(20), raw.getLong(24), raw.getInt(36), raw.getLong(40), zstd);
    header.checkSizes(fileSize);
    return header;
  }

  /** Returns whether compressed clusters are zstd's. */
  private static boolean checkFeatures(ByteBuffer raw) throws DiskFormatException {
    if (raw.remaining() < Qcow2Metadata.HEADER_LENGTH) {
      throw DiskFormatException.truncated("the image ends inside its header", raw.remaining());
    }
    long features = raw.getLong(72);
    require((features & CORRUPT) == 0, "the image is marked corrupt", 72);
    require((features & DATA_FILE) == 0, "the image needs an external data file", 72);
    require((features & EXTENDED_L2) == 0, "the image has subclusters (extended L2)", 72);
    require((features & ~(DIRTY | COMPRESSION_TYPE)) == 0, "unknown incompatible features", 72);
    int length = raw.getInt(100);
    require(length >= Qcow2Metadata.HEADER_LENGTH && length % 8 == 0, "wrong header length", 100);
    boolean typed = length > Qcow2Metadata.HEADER_LENGTH && raw.remaining() > 104;
    int compression = typed ? raw.get(104) : 0;
    require(
        compression == 0 || compression == Qcow2Metadata.ZSTD,
        "unknown compression type " + compression,
        104);
    require(typed || (features & COMPRESSION_TYPE) == 0, "no compression type in the header", 100);
    boolean zstd = compression == Qcow2Metadata.ZSTD;
    require(!zstd || (features & COMPRESSION_TYPE) != 0, "zstd without its feature bit", 104);
    return zstd;
  }

  private void checkSizes(long fileSize) throws DiskFormatException {
    require(clusterBits >= 9 && clusterBits <= 21, "implausible cluster size", 20);
    require(capacity > 0 && capacity <= 1L << 56, "implausible capacity", 24);
    long needed = (clusters() + entriesPerTable() - 1) / entriesPerTable();
    require(needed * 8 <= MOST_L1_BYTES, "capacity too large for the cluster size", 24);
    require(l1Entries >= needed && l1Entries <= MOST_L1_BYTES / 8, "implausible L1 table size", 36);
    require(l1Offset % clusterSize() == 0 && l1Offset >= clusterSize(), "L1 table misplaced", 40);
    require(l1Offset <= fileSize - needed * 8, "the L1 table lies outside the file", 40);
  }

  int clusterSize() {
    return 1 << clusterBits;
  }

  int entriesPerTable() {
    return clusterSize() / 8;
  }

  private long clusters() {
    return (capacity + clusterSize() - 1) / clusterSize();
  }

  /** How many L1 entries the capacity needs; a table may have more. */
  int tables() {
    return (int) ((clusters() + entriesPerTable() - 1) / entriesPerTable());
  }

  private static void require(boolean holds, String message, long at) throws DiskFormatException {
    if (!holds) {
      throw DiskFormatException.corrupt(message, at);
    }
  }
}
