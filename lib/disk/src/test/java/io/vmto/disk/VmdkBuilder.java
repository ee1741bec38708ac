package io.vmto.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Writes streamOptimized VMDKs of the footer form for tests, part by part, so that a test can leave
 * out or damage any part.
 */
final class VmdkBuilder {
  static final int SECTOR = 512;
  static final int GRAIN = 128;
  static final int OVERHEAD = 8;
  static final String DESCRIPTOR =
      """
      # Disk DescriptorFile
      version=1
      CID=fffffffe
      parentCID=ffffffff
      createType="streamOptimized"

      RDONLY 1 SPARSE "disk.vmdk"
      """;

  final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Where each part begins. */
  final List<Integer> parts = new ArrayList<>();

  final long capacity;
  private final int[] directory;
  private int[] table = new int[512];
  private int current = -1;

  VmdkBuilder(long capacitySectors) {
    this(capacitySectors, DESCRIPTOR);
  }

  VmdkBuilder(long capacitySectors, String descriptor) {
    capacity = capacitySectors;
    long tables = (capacity + GRAIN * 512L - 1) / (GRAIN * 512L);
    directory = new int[(int) (tables + 127) / 128 * 128];
    write(header(-1));
    write(Arrays.copyOf(descriptor.getBytes(US_ASCII), (OVERHEAD - 1) * SECTOR));
  }

  /** A whole image of a disk. */
  static byte[] image(byte[] disk) {
    return builder(disk).finish();
  }

  static VmdkBuilder builder(byte[] disk) {
    VmdkBuilder builder = new VmdkBuilder(disk.length / SECTOR);
    for (int at = 0; at < disk.length; at += GRAIN * SECTOR) {
      byte[] grain = Arrays.copyOfRange(disk, at, at + GRAIN * SECTOR);
      if (!Arrays.equals(grain, new byte[GRAIN * SECTOR])) {
        builder.grain(at / SECTOR, grain);
      }
    }
    return builder;
  }

  byte[] header(long gdOffset) {
    ByteBuffer h = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    h.put("KDMV".getBytes(US_ASCII)).putInt(3).putInt(0x30001).putLong(capacity).putLong(GRAIN);
    h.putLong(1).putLong(OVERHEAD - 1).putInt(512).putLong(0).putLong(gdOffset);
    h.putLong(OVERHEAD).put((byte) 0).put("\n \r\n".getBytes(US_ASCII)).putShort((short) 1);
    return h.array();
  }

  VmdkBuilder grain(long lba, byte[] content) {
    return packed(lba, deflate(content));
  }

  /** A grain with these compressed bytes, whatever they are. */
  VmdkBuilder packed(long lba, byte[] compressed) {
    int index = (int) (lba / GRAIN / 512);
    if (index != current) {
      flushTable();
      current = index;
    }
    table[(int) (lba / GRAIN % 512)] = sector();
    return strayGrain(lba, compressed);
  }

  /** A grain that no table will name. */
  VmdkBuilder strayGrain(long lba, byte[] compressed) {
    part();
    ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    write(head.putLong(lba).putInt(compressed.length).array());
    write(compressed);
    write(new byte[-out.size() & (SECTOR - 1)]);
    return this;
  }

  VmdkBuilder flushTable() {
    if (current >= 0) {
      marker(4, 1);
      directory[current] = sector();
      ByteBuffer raw = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
      raw.asIntBuffer().put(table);
      write(raw.array());
      table = new int[512];
      current = -1;
    }
    return this;
  }

  VmdkBuilder marker(long sectors, int type) {
    part();
    ByteBuffer marker = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    write(marker.putLong(sectors).putInt(0).putInt(type).array());
    return this;
  }

  /** Writes the directory and returns its sector. */
  int directory() {
    marker(directory.length / 128, 2);
    int sector = sector();
    ByteBuffer raw = ByteBuffer.allocate(directory.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(directory);
    write(raw.array());
    return sector;
  }

  VmdkBuilder footer(long gdOffset) {
    marker(1, 3);
    write(header(gdOffset));
    return this;
  }

  VmdkBuilder endOfStream() {
    return marker(0, 0);
  }

  byte[] finish() {
    flushTable();
    footer(directory());
    endOfStream();
    return out.toByteArray();
  }

  int sector() {
    return out.size() / SECTOR;
  }

  void write(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  private void part() {
    parts.add(out.size());
  }

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(1);
    deflater.setInput(content);
    deflater.finish();
    byte[] packed = new byte[content.length * 2 + 64];
    int length = deflater.deflate(packed);
    deflater.end();
    return Arrays.copyOf(packed, length);
  }
}
