package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A sparse VMDK in one file (VMware Virtual Disk Format 5.0), read at random through its grain
 * tables: monolithicSparse, or streamOptimized, whose compressed grains are inflated at each read.
 * That a streamOptimized file is complete is proven by {@link StreamOptimizedVmdk}, not here; here
 * each grain must be where a table names it and say so itself. Refuses what needs a parent.
 */
public final class SparseVmdk implements BlockReader {
  private static final int SECTOR = VmdkHeader.SECTOR;
  private static final int MARKER_HEAD = 12;
  private static final int FROM_END_TO_FOOTER = 2 * SECTOR;

  private final BlockReader image;
  private final VmdkHeader header;
  private final GrainTables tables;
  private final Queue<UnpackedGrain> rooms = new ConcurrentLinkedQueue<>();

  private SparseVmdk(BlockReader image, VmdkHeader header) throws IOException {
    this.image = image;
    this.header = header;
    this.tables = new GrainTables(image, header);
  }

  /** Opens an image in a file. */
  public static SparseVmdk open(Path image) throws IOException {
    return open(RawReader.open(image));
  }

  /**
   * Opens an image wherever its bytes lie: checks header, footer and descriptor; tables are read as
   * they are needed. The bytes are closed with the returned reader, or here when this fails.
   */
  public static SparseVmdk open(BlockReader image) throws IOException {
    try {
      VmdkHeader front = VmdkHeader.parseExtent(sectors(image, 0, 1, "the header"), 0);
      checkDescriptor(image, front);
      return new SparseVmdk(image, front.hasFooter() ? footer(image, front) : front);
    } catch (IOException | RuntimeException e) {
      image.close();
      throw e;
    }
  }

  /** Fills the target from a place that the image names itself. */
  static void read(BlockReader image, long at, ByteBuffer target, String what) throws IOException {
    if (at < 0 || at > image.capacity() - target.remaining()) {
      throw DiskFormatException.truncated("the file ends inside " + what, image.capacity());
    }
    image.read(at, target);
  }

  private static byte[] sectors(BlockReader image, long at, int count, String what)
      throws IOException {
    byte[] content = new byte[count * SECTOR];
    read(image, at, ByteBuffer.wrap(content), what);
    return content;
  }

  private static VmdkHeader footer(BlockReader image, VmdkHeader front) throws IOException {
    long at = image.capacity() - FROM_END_TO_FOOTER;
    if (!front.compressed() || at < SECTOR) {
      throw DiskFormatException.truncated("no footer that names the grain directory", 56);
    }
    VmdkHeader footer = VmdkHeader.parseExtent(sectors(image, at, 1, "the footer"), at);
    if (!front.sameDisk(footer) || footer.hasFooter()) {
      throw DiskFormatException.corrupt("the footer contradicts the header", at);
    }
    return footer;
  }

  private static void checkDescriptor(BlockReader image, VmdkHeader header) throws IOException {
    long at = header.descriptorOffset() * SECTOR;
    byte[] text = sectors(image, at, (int) header.descriptorSize(), "the descriptor");
    VmdkDescriptor descriptor = VmdkDescriptor.parse(text, at);
    if (descriptor.createType().isEmpty()) {
      if (!header.compressed()) {
        throw DiskFormatException.corrupt("an extent of a disk that another file describes", at);
      }
      return;
    }
    String kind = header.compressed() ? "streamoptimized" : "monolithicsparse";
    if (!descriptor.createType().equals(kind)) {
      throw DiskFormatException.corrupt("a descriptor of another kind of disk", at);
    }
    // An export may be described before its size is known; a file that has its tables may not.
    if (!header.hasFooter() && !header.sameCapacity(descriptor.sectors())) {
      throw DiskFormatException.corrupt("a descriptor of a disk of another size", at);
    }
  }

  @Override
  public long capacity() {
    return header.capacityBytes();
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity());
    long at = offset;
    int end = target.limit();
    while (target.hasRemaining()) {
      int within = (int) (at % header.grainBytes());
      int length = Math.min(target.remaining(), header.grainBytes() - within);
      target.limit(target.position() + length);
      readGrain(at / header.grainBytes(), within, target);
      target.limit(end);
      at += length;
    }
  }

  private void readGrain(long grain, int within, ByteBuffer target) throws IOException {
    long sector = tables.sector(grain);
    if (sector == 0) {
      Zeros.fill(target);
    } else if (header.compressed()) {
      inflate(grain, sector * SECTOR, within, target);
    } else {
      read(image, sector * SECTOR + within, target, "a grain");
    }
  }

  private void inflate(long grain, long at, int within, ByteBuffer target) throws IOException {
    ByteBuffer marker = ByteBuffer.allocate(MARKER_HEAD).order(ByteOrder.LITTLE_ENDIAN);
    read(image, at, marker, "a grain");
    long lba = grain * header.grainSize();
    if (marker.getLong(0) != lba) {
      throw DiskFormatException.corrupt("a table names this place for sector " + lba, at);
    }
    int wanted = (int) Math.min(header.grainBytes(), capacity() - lba * SECTOR);
    UnpackedGrain idle = rooms.poll();
    UnpackedGrain room = idle == null ? new UnpackedGrain(header.grainBytes()) : idle;
    try {
      read(image, at + MARKER_HEAD, room.packed(marker.getInt(8), at), "a grain");
      target.put(room.inflate(wanted, at).slice(within, target.remaining()));
    } finally {
      rooms.add(room);
    }
  }

  @Override
  public boolean knownZero(long offset, long length) throws IOException {
    Objects.checkFromIndexSize(offset, length, capacity());
    long end = (offset + length + header.grainBytes() - 1) / header.grainBytes();
    for (long grain = offset / header.grainBytes(); grain < end; grain++) {
      if (tables.sector(grain) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int connections() {
    return image.connections();
  }

  @Override
  public void close() throws IOException {
    try (image) {
      for (var idle = rooms.poll(); idle != null; idle = rooms.poll()) {
        idle.close();
      }
    }
  }
}
