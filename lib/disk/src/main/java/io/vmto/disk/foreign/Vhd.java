package io.vmto.disk.foreign;

import static io.vmto.disk.foreign.ImageBytes.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Footer and dynamic header of a VHD (Microsoft, Virtual Hard Disk Image Format Specification 1.0),
 * big endian. A dynamic disk begins with a copy of its footer; of a fixed one only the end tells.
 */
final class Vhd {
  private static final int FOOTER = 512;
  private static final int DYNAMIC_HEADER = 1024;
  private static final long COOKIE = 0x636f6e6563746978L; // "conectix"
  private static final long DYNAMIC_COOKIE = 0x6378737061727365L; // "cxsparse"
  private static final int FIXED = 2;
  private static final int DYNAMIC = 3;
  private static final int PARENT_ID = 40;
  private static final int PARENT_LOCATORS = 576;

  private Vhd() {}

  /** The disk's size in bytes, if it needs no other file. */
  static long capacity(ImageBytes image) throws IOException {
    ByteBuffer front = footer(image, 0);
    boolean dynamic = front.getLong(0) == COOKIE;
    long at = dynamic ? 0 : image.size() - FOOTER;
    ByteBuffer footer = dynamic ? front : footer(image, at);
    require(footer.getLong(0) == COOKIE, "not a VHD", at);
    require(sum(footer, 64) == footer.getInt(64), "a VHD footer with a wrong checksum", at + 64);
    require(footer.getInt(12) == 1 << 16, "unsupported VHD version", at + 12);
    int wanted = dynamic ? DYNAMIC : FIXED;
    require(footer.getInt(60) == wanted, "a VHD that needs a parent, or of another type", at + 60);
    long capacity = ImageBytes.capacity(footer.getLong(48), at + 48);
    if (dynamic) {
      checkDynamic(image, footer.getLong(16), capacity);
    } else {
      require(capacity <= at, "a fixed VHD that is shorter than its capacity", at + 48);
    }
    return capacity;
  }

  private static ByteBuffer footer(ImageBytes image, long at) throws IOException {
    return image.read(at, FOOTER, ByteOrder.BIG_ENDIAN, "the VHD footer");
  }

  private static void checkDynamic(ImageBytes image, long at, long capacity) throws IOException {
    require(at >= FOOTER, "a misplaced dynamic header", 16);
    ByteBuffer header =
        image.read(at, DYNAMIC_HEADER, ByteOrder.BIG_ENDIAN, "the dynamic header of a VHD");
    require(header.getLong(0) == DYNAMIC_COOKIE, "no dynamic header", at);
    require(sum(header, 36) == header.getInt(36), "a wrong checksum of the header", at + 36);
    for (int part = PARENT_ID; part < PARENT_ID + 16; part += 8) {
      require(header.getLong(part) == 0, "a VHD that needs a parent", at + part);
    }
    for (int part = PARENT_LOCATORS; part < PARENT_LOCATORS + 8 * 24; part += 24) {
      require(header.getInt(part) == 0, "a VHD that needs a parent", at + part);
    }
    long entries = Integer.toUnsignedLong(header.getInt(28));
    long blockSize = Integer.toUnsignedLong(header.getInt(32));
    require(Long.bitCount(blockSize) == 1 && blockSize >= 512, "implausible block", at + 32);
    require(entries >= (capacity + blockSize - 1) / blockSize, "too few blocks", at + 28);
    long table = header.getLong(16);
    require(table >= FOOTER && table <= image.size() - entries * 4, "a misplaced table", at + 16);
  }

  /** The ones' complement of the sum of all bytes but the checksum's own. */
  private static int sum(ByteBuffer bytes, int checksum) {
    int sum = 0;
    for (int i = 0; i < bytes.limit(); i++) {
      if (i < checksum || i >= checksum + 4) {
        sum += bytes.get(i) & 0xff;
      }
    }
    return ~sum;
  }
}
