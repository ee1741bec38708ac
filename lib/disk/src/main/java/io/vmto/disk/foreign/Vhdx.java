package io.vmto.disk.foreign;

import static io.vmto.disk.foreign.ImageBytes.require;

import io.vmto.disk.DiskFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Headers, regions and metadata of a VHDX (Microsoft, MS-VHDX), little endian. */
final class Vhdx {
  private static final int KIB_64 = 1 << 16;
  private static final int MIB = 1 << 20;
  private static final int HEADER = 4096;
  private static final int ENTRY = 32;
  private static final int MOST_ENTRIES = 2047;
  private static final long REGIONS_AT = 3 * KIB_64;
  private static final long SIGNATURE = 0x656c696678646876L; // "vhdxfile"
  private static final int HEADER_SIGNATURE = 0x64616568; // "head"
  private static final int REGIONS_SIGNATURE = 0x69676572; // "regi"
  private static final long METADATA_SIGNATURE = 0x617461646174656dL; // "metadata"
  private static final UUID BLOCKS = UUID.fromString("2dc27766-f623-4200-9d64-115e9bfd4a08");
  private static final UUID METADATA = UUID.fromString("8b7ca206-4790-4b9a-b8fe-575f050f886e");
  private static final UUID PARAMETERS = UUID.fromString("caa16737-fa36-4d43-b3b6-33f0aa44e76b");
  private static final UUID DISK_SIZE = UUID.fromString("2fa54224-cd1b-4876-b211-5dbed83bf4b8");
  private static final UUID PARENT = UUID.fromString("a8d35f2d-b30b-454d-abf7-d3d84834ab0c");
  private static final int HAS_PARENT = 1 << 1;

  private Vhdx() {}

  /** A part of the file, or of the metadata. */
  private record Part(long offset, long length) {}

  /** The disk's size in bytes, if it needs no other file and no repair. */
  static long capacity(ImageBytes image) throws IOException {
    require(read(image, 0, 8).getLong(0) == SIGNATURE, "not a VHDX", 0);
    checkClosed(image);
    ByteBuffer regions = read(image, REGIONS_AT, KIB_64);
    require(regions.getInt(0) == REGIONS_SIGNATURE, "no region table", REGIONS_AT);
    require(sum(regions) == regions.getInt(4), "a damaged region table", REGIONS_AT + 4);
    Map<UUID, Part> parts = parts(regions, 16, regions.getInt(8), REGIONS_AT, true);
    for (Part part : parts.values()) {
      require(
          part.offset >= MIB && part.offset % MIB == 0 && part.length > 0,
          "a misplaced region",
          REGIONS_AT);
      require(part.offset <= image.size() - part.length, "a region past the end", REGIONS_AT);
    }
    require(parts.containsKey(BLOCKS), "no block allocation table", REGIONS_AT);
    Part metadata = parts.get(METADATA);
    if (metadata == null || metadata.length < KIB_64) {
      throw DiskFormatException.corrupt("no metadata region", REGIONS_AT);
    }
    return capacity(image, metadata);
  }

  /** The header in force is the sound one with the higher number; its log must be empty. */
  private static void checkClosed(ImageBytes image) throws IOException {
    ByteBuffer first = header(image, KIB_64);
    ByteBuffer second = header(image, 2L * KIB_64);
    boolean one = isSound(first);
    boolean two = isSound(second);
    require(one || two, "no sound header", KIB_64);
    boolean newer = Long.compareUnsigned(second.getLong(8), first.getLong(8)) > 0;
    boolean useSecond = two && (!one || newer);
    ByteBuffer header = useSecond ? second : first;
    long at = useSecond ? 2L * KIB_64 : KIB_64;
    require(header.getShort(66) == 1, "unsupported VHDX version", at + 66);
    require(
        header.getLong(48) == 0 && header.getLong(56) == 0,
        "a VHDX that was not closed and has changes in its log; Hyper-V has to open it once",
        at + 48);
  }

  private static ByteBuffer header(ImageBytes image, long at) throws IOException {
    return read(image, at, HEADER);
  }

  private static boolean isSound(ByteBuffer header) {
    return header.getInt(0) == HEADER_SIGNATURE && sum(header) == header.getInt(4);
  }

  private static long capacity(ImageBytes image, Part region) throws IOException {
    ByteBuffer table = read(image, region.offset, KIB_64);
    require(table.getLong(0) == METADATA_SIGNATURE, "no metadata table", region.offset);
    Map<UUID, Part> items =
        parts(table, ENTRY, Short.toUnsignedInt(table.getShort(10)), region.offset, false);
    require(!items.containsKey(PARENT), "a VHDX that needs a parent", region.offset);
    long parameters = item(items, PARAMETERS, region);
    int flags = read(image, parameters, 8).getInt(4);
    require((flags & HAS_PARENT) == 0, "a VHDX that needs a parent", parameters + 4);
    long size = item(items, DISK_SIZE, region);
    return ImageBytes.capacity(read(image, size, 8).getLong(0), size);
  }

  private static long item(Map<UUID, Part> items, UUID id, Part region) throws IOException {
    Part item = items.get(id);
    if (item == null || item.length < 8 || item.offset < KIB_64) {
      throw DiskFormatException.corrupt("missing metadata", region.offset);
    }
    require(item.offset <= region.length - item.length, "misplaced metadata", region.offset);
    return region.offset + item.offset;
  }

  private static Map<UUID, Part> parts(
      ByteBuffer table, int first, int count, long at, boolean regions) throws IOException {
    require(count >= 0 && count <= MOST_ENTRIES, "too many entries", at + 8);
    Map<UUID, Part> parts = new HashMap<>();
    for (int entry = first; entry < first + count * ENTRY; entry += ENTRY) {
      int from = entry + 16;
      long offset = regions ? table.getLong(from) : Integer.toUnsignedLong(table.getInt(from));
      long length = Integer.toUnsignedLong(table.getInt(regions ? from + 8 : from + 4));
      Part before = parts.put(id(table, entry), new Part(offset, length));
      require(before == null, "two entries of one kind", at + entry);
    }
    return parts;
  }

  /** A GUID: its first three parts are little endian, the rest is as it stands. */
  private static UUID id(ByteBuffer raw, int at) {
    long high =
        Integer.toUnsignedLong(raw.getInt(at)) << 32
            | Short.toUnsignedLong(raw.getShort(at + 4)) << 16
            | Short.toUnsignedLong(raw.getShort(at + 6));
    return new UUID(high, Long.reverseBytes(raw.getLong(at + 8)));
  }

  private static ByteBuffer read(ImageBytes image, long at, int length) throws IOException {
    return image.read(at, length, ByteOrder.LITTLE_ENDIAN, "a VHDX table");
  }

  /** CRC-32C over everything, with zeros in place of the sum itself. */
  private static int sum(ByteBuffer table) {
    CRC32C sum = new CRC32C();
    sum.update(table.slice(0, 4));
    sum.update(new byte[4]);
    sum.update(table.slice(8, table.limit() - 8));
    return (int) sum.getValue();
  }
}
