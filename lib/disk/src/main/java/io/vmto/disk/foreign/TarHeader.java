package io.vmto.disk.foreign;

import static io.vmto.disk.foreign.ImageBytes.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.disk.DiskFormatException;
import java.nio.ByteBuffer;

/** One header block of a tar archive (POSIX.1 ustar, with GNU's binary sizes). */
record TarHeader(String name, long size, char type) {
  static final int BLOCK = 512;

  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX = 155;

  /** Whether the block is all zeros, as the two at the end of an archive are. */
  static boolean isEnd(ByteBuffer block) {
    for (int at = 0; at < BLOCK; at += 8) {
      if (block.getLong(at) != 0) {
        return false;
      }
    }
    return true;
  }

  static TarHeader parse(ByteBuffer block, long at) throws DiskFormatException {
    String magic = text(block, MAGIC_AT, 5);
    require(magic.equals("ustar"), "no tar header", at + MAGIC_AT);
    require(number(block, SUM_AT, 8, at) == sum(block), "a damaged tar header", at + SUM_AT);
    String prefix = block.get(MAGIC_AT + 5) == 0 ? text(block, PREFIX_AT, PREFIX) : "";
    String name = text(block, 0, NAME);
    long size = number(block, SIZE_AT, 12, at);
    char type = (char) (block.get(TYPE_AT) & 0xff);
    return new TarHeader(prefix.isEmpty() ? name : prefix + "/" + name, size, type);
  }

  boolean isFile() {
    return type == '0' || type == 0;
  }

  /** Whether it only says something of the member that follows (POSIX.1-2001 pax). */
  boolean isNote() {
    return type == 'x' || type == 'g';
  }

  private static int sum(ByteBuffer block) {
    int sum = 0;
    for (int at = 0; at < BLOCK; at++) {
      sum += at >= SUM_AT && at < SUM_AT + 8 ? ' ' : block.get(at) & 0xff;
    }
    return sum;
  }

  /** Octal digits between spaces and NULs; or, marked by the top bit, big endian bytes. */
  private static long number(ByteBuffer block, int field, int length, long at)
      throws DiskFormatException {
    if (block.get(field) == (byte) 0x80) {
      require(block.getInt(field) == 1 << 31, "a size too large", at + field);
      long value = block.getLong(field + length - 8);
      require(value >= 0, "a size too large", at + field);
      return value;
    }
    String digits = text(block, field, length).strip();
    require(digits.matches("[0-7]{1,12}"), "a number that is none", at + field);
    return Long.parseLong(digits, 8);
  }

  private static String text(ByteBuffer block, int field, int length) {
    byte[] bytes = new byte[length];
    block.get(field, bytes);
    int end = 0;
    while (end < length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, UTF_8);
  }
}
