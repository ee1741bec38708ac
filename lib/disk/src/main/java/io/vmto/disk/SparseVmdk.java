package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private final FileChannel channel;
  private final VmdkHeader header;
  private final GrainTables tables;
  private final Queue<GrainInflater> inflaters = new ConcurrentLinkedQueue<>();

  private SparseVmdk(FileChannel channel, VmdkHeader header) throws IOException {
    this.channel = channel;
    this.header = header;
    this.tables = new GrainTables(channel, header, channel.size());
  }

  /** Checks header, footer and descriptor; tables are read as they are needed. */
  public static SparseVmdk open(Path image) throws IOException {
    FileChannel channel = FileChannel.open(image, StandardOpenOption.READ);
    try {
      VmdkHeader front = VmdkHeader.parseExtent(sectors(channel, 0, 1, "the header"), 0);
      checkDescriptor(channel, front);
      return new SparseVmdk(channel, front.hasFooter() ? footer(channel, front) : front);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static byte[] sectors(FileChannel channel, long at, int count, String what)
      throws IOException {
    byte[] content = new byte[count * SECTOR];
    ChannelIo.readFully(channel, ByteBuffer.wrap(content), at, what);
    return content;
  }

  private static VmdkHeader footer(FileChannel channel, VmdkHeader front) throws IOException {
    long at = channel.size() - FROM_END_TO_FOOTER;
    if (!front.compressed() || at < SECTOR) {
      throw DiskFormatException.truncated("no footer that names the grain directory", 56);
    }
    VmdkHeader footer = VmdkHeader.parseExtent(sectors(channel, at, 1, "the footer"), at);
    if (!front.sameDisk(footer) || footer.hasFooter()) {
      throw DiskFormatException.corrupt("the footer contradicts the header", at);
    }
    return footer;
  }

  private static void checkDescriptor(FileChannel channel, VmdkHeader header) throws IOException {
    long at = header.descriptorOffset() * SECTOR;
    byte[] text = sectors(channel, at, (int) header.descriptorSize(), "the descriptor");
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
      ChannelIo.readFully(channel, target, sector * SECTOR + within, "a grain");
    }
  }

  private void inflate(long grain, long at, int within, ByteBuffer target) throws IOException {
    ByteBuffer marker = ByteBuffer.allocate(MARKER_HEAD).order(ByteOrder.LITTLE_ENDIAN);
    ChannelIo.readFully(channel, marker, at, "a grain");
    long lba = grain * header.grainSize();
    if (marker.getLong(0) != lba || marker.getInt(8) == 0) {
      throw DiskFormatException.corrupt("a table names this place for sector " + lba, at);
    }
    long wanted = Math.min(header.grainBytes(), capacity() - lba * SECTOR);
    GrainInflater idle = inflaters.poll();
    GrainInflater inflater = idle == null ? new GrainInflater(header.grainBytes()) : idle;
    try {
      ByteBuffer content = inflater.inflate(packed(at), at, marker.getInt(8), (int) wanted);
      target.put(content.slice(within, target.remaining()));
    } finally {
      inflaters.add(inflater);
    }
  }

  private GrainInflater.Packed packed(long marker) {
    return (bytes, offset, length, what) ->
        ChannelIo.readFully(
            channel, ByteBuffer.wrap(bytes, offset, length), marker + MARKER_HEAD, what);
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
  public void close() throws IOException {
    channel.close();
    for (var idle = inflaters.poll(); idle != null; idle = inflaters.poll()) {
      idle.close();
    }
  }
}
