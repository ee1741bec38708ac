package io.vmto.sandbox.vcenter;

import io.vmto.disk.BlockReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Writes a raw disk as a streamOptimized VMDK in its footer form, as ESXi does (Virtual Disk Format
 * 5.0): header without directory, compressed grains each followed by its table, directory, footer,
 * end of stream.
 */
// Every buffer here was allocated by little(), so array() is the whole of it.
@SuppressWarnings("ByteBufferBackingArray")
public final class StreamOptimizedWriter {
  private static final int SECTOR = Datastore.SECTOR;
  private static final int GRAIN_SECTORS = 128;
  private static final int GRAIN = GRAIN_SECTORS * SECTOR;
  private static final int TABLE_ENTRIES = 512;
  private static final int DESCRIPTOR_SECTORS = 20;
  private static final int OVERHEAD = 128;
  private static final int MARKER_GRAIN_TABLE = 1;
  private static final int MARKER_GRAIN_DIRECTORY = 2;
  private static final int MARKER_FOOTER = 3;
  private static final byte[] ZEROS = new byte[GRAIN];

  /** Said after each grain; an exception ends the stream where it is. */
  @FunctionalInterface
  interface Watch {
    void grainWritten() throws IOException;
  }

  private final OutputStream out;
  private final long capacitySectors;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
  private final byte[] compressed = new byte[GRAIN * 2];
  private long position;
  private long content;

  private StreamOptimizedWriter(OutputStream out, long capacity) {
    this.out = out;
    this.capacitySectors = capacity / SECTOR;
  }

  /** Writes all of it, in disk order; the raw disk is a whole number of sectors. */
  public static void write(BlockReader raw, String name, OutputStream out) throws IOException {
    write(raw, name, out, -1, () -> {});
  }

  /**
   * Writes all of it, in disk order.
   *
   * @param flipAt one bit of the content at this offset is wrong, negative for none
   * @return bytes of content in the stream
   */
  static long write(BlockReader raw, String name, OutputStream out, long flipAt, Watch watch)
      throws IOException {
    var writer = new StreamOptimizedWriter(out, raw.capacity());
    try {
      writer.run(raw, name, flipAt, watch);
      return writer.content;
    } finally {
      writer.deflater.end();
    }
  }

  private void run(BlockReader raw, String name, long flipAt, Watch watch) throws IOException {
    emit(header(-1L));
    emit(padded(descriptor(name), DESCRIPTOR_SECTORS));
    emit(new byte[(OVERHEAD - 1 - DESCRIPTOR_SECTORS) * SECTOR]);
    long grains = (capacitySectors + GRAIN_SECTORS - 1) / GRAIN_SECTORS;
    int tables = Math.toIntExact((grains + TABLE_ENTRIES - 1) / TABLE_ENTRIES);
    var directory = sectors((tables * 4 + SECTOR - 1) / SECTOR);
    for (int table = 0; table < tables; table++) {
      directory.putInt(table * 4, writeTable(raw, table, grains, flipAt, watch));
    }
    marker(directory.capacity() / SECTOR, MARKER_GRAIN_DIRECTORY);
    long directoryAt = position / SECTOR;
    emit(directory.array());
    marker(1, MARKER_FOOTER);
    emit(header(directoryAt));
    emit(new byte[SECTOR]);
    out.flush();
  }

  /** The grains of one table and the table itself; its sector, or zero if all of it is zeros. */
  private int writeTable(BlockReader raw, int table, long grains, long flipAt, Watch watch)
      throws IOException {
    var entries = sectors(TABLE_ENTRIES * 4 / SECTOR);
    boolean any = false;
    for (int i = 0; i < TABLE_ENTRIES && (long) table * TABLE_ENTRIES + i < grains; i++) {
      long grain = (long) table * TABLE_ENTRIES + i;
      var bytes = read(raw, grain * GRAIN, flipAt);
      if (!Arrays.equals(bytes, 0, bytes.length, ZEROS, 0, bytes.length)) {
        entries.putInt(i * 4, Math.toIntExact(position / SECTOR));
        writeGrain(grain * GRAIN_SECTORS, bytes);
        any = true;
        watch.grainWritten();
      }
    }
    if (!any) {
      return 0;
    }
    marker(entries.capacity() / SECTOR, MARKER_GRAIN_TABLE);
    int at = Math.toIntExact(position / SECTOR);
    emit(entries.array());
    return at;
  }

  // A short last grain is filled up with zeros: every grain inflates to the full size.
  private static byte[] read(BlockReader raw, long offset, long flipAt) throws IOException {
    var buffer = ByteBuffer.allocate(GRAIN);
    raw.read(offset, buffer.slice(0, (int) Math.min(GRAIN, raw.capacity() - offset)));
    if (flipAt >= offset && flipAt < offset + GRAIN) {
      buffer.array()[(int) (flipAt - offset)] ^= 1;
    }
    return buffer.array();
  }

  private void writeGrain(long sector, byte[] bytes) throws IOException {
    deflater.reset();
    deflater.setInput(bytes);
    deflater.finish();
    int length = deflater.deflate(compressed);
    var head = little(12).putLong(sector).putInt(length);
    emit(head.array());
    emit(compressed, length);
    int tail = (12 + length) % SECTOR;
    if (tail > 0) {
      emit(new byte[SECTOR - tail]);
    }
    content += bytes.length;
  }

  private void marker(int sectors, int type) throws IOException {
    var marker = sectors(1).putLong(sectors).putInt(0).putInt(type);
    emit(marker.array());
  }

  private byte[] header(long directoryAt) {
    return sectors(1)
        .putInt(0x564d444b)
        .putInt(3)
        .putInt(0x30001)
        .putLong(capacitySectors)
        .putLong(GRAIN_SECTORS)
        .putLong(1)
        .putLong(DESCRIPTOR_SECTORS)
        .putInt(TABLE_ENTRIES)
        .putLong(0)
        .putLong(directoryAt)
        .putLong(OVERHEAD)
        .put((byte) 0)
        .put("\n \r\n".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 1)
        .array();
  }

  private String descriptor(String name) {
    return """
    # Disk DescriptorFile
    version=1
    CID=7f3a9c01
    parentCID=ffffffff
    createType="streamOptimized"

    # Extent description
    RW %d SPARSE "%s"

    # The Disk Data Base
    #DDB

    ddb.adapterType = "lsilogic"
    ddb.geometry.cylinders = "%d"
    ddb.geometry.heads = "255"
    ddb.geometry.sectors = "63"
    ddb.virtualHWVersion = "14"
    """
        .formatted(capacitySectors, name, Math.max(1, capacitySectors / (255 * 63)));
  }

  private static byte[] padded(String text, int sectors) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), sectors * SECTOR);
  }

  private static ByteBuffer sectors(int count) {
    return little(count * SECTOR);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void emit(byte[] bytes) throws IOException {
    emit(bytes, bytes.length);
  }

  private void emit(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    position += length;
  }
}
