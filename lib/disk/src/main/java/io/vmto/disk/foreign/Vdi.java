package io.vmto.disk.foreign;

import static io.vmto.disk.foreign.ImageBytes.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of a VirtualBox disk image 1.1 (VirtualBox, VDICore.h), little endian. */
final class Vdi {
  private static final int LENGTH = 512;
  private static final int VERSION_1_1 = 0x00010001;
  private static final int DYNAMIC = 1;
  private static final int STATIC = 2;
  private static final int UUID_OF_LINK = 0x1a8;
  private static final int UUID_OF_PARENT = 0x1b8;

  private Vdi() {}

  /** The disk's size in bytes, if it needs no other file. */
  static long capacity(ImageBytes image) throws IOException {
    ByteBuffer header = image.read(0, LENGTH, ByteOrder.LITTLE_ENDIAN, "the VDI header");
    require(header.getInt(0x40) == 0xbeda107f, "not a VDI", 0x40);
    require(header.getInt(0x44) == VERSION_1_1, "unsupported VDI version", 0x44);
    int type = header.getInt(0x4c);
    require(type == DYNAMIC || type == STATIC, "a VDI that needs a parent", 0x4c);
    for (int at = UUID_OF_LINK; at < UUID_OF_PARENT + 16; at += 8) {
      require(header.getLong(at) == 0, "a VDI that needs a parent", at);
    }
    require(header.getInt(0x168) == 512, "unsupported sector size", 0x168);
    long capacity = ImageBytes.capacity(header.getLong(0x170), 0x170);
    long blocks = Integer.toUnsignedLong(header.getInt(0x180));
    long blockSize = Integer.toUnsignedLong(header.getInt(0x178));
    require(Long.bitCount(blockSize) == 1, "implausible block size", 0x178);
    long needed = (capacity + blockSize - 1) / blockSize;
    require(blocks >= needed, "fewer blocks than the capacity needs", 0x180);
    long map = Integer.toUnsignedLong(header.getInt(0x154));
    require(map >= LENGTH && map <= image.size() - blocks * 4, "misplaced block map", 0x154);
    return capacity;
  }
}
