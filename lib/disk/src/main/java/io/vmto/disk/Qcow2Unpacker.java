package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.DataFormatException;

/** Unpacks compressed clusters: raw deflate (RFC 1951) or zstd. Any thread. */
final class Qcow2Unpacker implements AutoCloseable {
  private static final int SECTOR = 512;

  private final BlockReader image;
  private final Qcow2Header header;
  private final Deque<Inflation> inflaters = new ArrayDeque<>();

  Qcow2Unpacker(BlockReader image, Qcow2Header header) {
    this.image = image;
    this.header = header;
  }

  /** Fills the target with the content of a cluster from {@code within} on. */
  void read(long entry, int within, ByteBuffer target) throws IOException {
    int sizeBits = header.clusterBits() - 8;
    int offsetBits = 62 - sizeBits;
    long offset = entry & ((1L << offsetBits) - 1);
    long sectors = (entry >>> offsetBits & ((1L << sizeBits) - 1)) + 1;
    long length = sectors * SECTOR - offset % SECTOR;
    if (offset < header.clusterSize() || offset >= image.capacity()) {
      throw DiskFormatException.corrupt("a compressed cluster outside the file", offset);
    }
    // The last sector of a file need not be there whole; both formats know their own end.
    ByteBuffer packed =
        ByteBuffer.allocateDirect((int) Math.min(length, image.capacity() - offset));
    image.read(offset, packed);
    target.put(content(packed.flip(), offset).slice(within, target.remaining()));
  }

  private ByteBuffer content(ByteBuffer packed, long offset) throws IOException {
    if (header.zstd()) {
      return ZstdClusters.unpack(packed, header.clusterSize(), offset);
    }
    ByteBuffer cluster = ByteBuffer.allocateDirect(header.clusterSize());
    Inflation inflation = take();
    try {
      if (inflation.inflate(packed, cluster) < cluster.capacity()) {
        throw DiskFormatException.corrupt("a compressed cluster that is too short", offset);
      }
      return cluster;
    } catch (DataFormatException e) {
      throw DiskFormatException.corrupt("a damaged cluster: " + e.getMessage(), offset);
    } finally {
      giveBack(inflation);
    }
  }

  private synchronized Inflation take() {
    Inflation free = inflaters.poll();
    return free == null ? Inflation.of(Inflation.Wrapping.NONE) : free;
  }

  private synchronized void giveBack(Inflation inflation) {
    inflaters.push(inflation);
  }

  @Override
  public synchronized void close() {
    inflaters.forEach(Inflation::close);
    inflaters.clear();
  }
}
