package io.vmto.sandbox.pve;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** A disk whose boot sector writes a line to COM1 for ever, and random bytes further on. */
final class BootImage {
  static final String LINE = "SANDBOX BOOT OK";
  private static final String CODE =
      "31c0" // xor ax,ax
          + "8ed8" // mov ds,ax
          + "be2a7c" // mov si,0x7c2a      again: the text begins at offset 0x2a
          + "ac" // lodsb                  next:
          + "84c0" // test al,al
          + "7412" // jz pause
          + "88c4" // mov ah,al
          + "bafd03" // mov dx,0x3fd       line status of COM1
          + "ec" // in al,dx               wait:
          + "a820" // test al,0x20         room for a byte?
          + "74fb" // jz wait
          + "88e0" // mov al,ah
          + "baf803" // mov dx,0x3f8
          + "ee" // out dx,al
          + "ebe9" // jmp next
          + "b486" // mov ah,0x86          pause: the BIOS waits CX:DX microseconds
          + "b90300" // mov cx,3
          + "ba400d" // mov dx,0x0d40
          + "cd15" // int 0x15
          + "ebda"; // jmp again

  private BootImage() {}

  static Path raw(Path file, long bytes) throws IOException {
    var sector = ByteBuffer.allocate(512);
    sector.put(HexFormat.of().parseHex(CODE));
    sector.put((LINE + "\r\n\0").getBytes(StandardCharsets.US_ASCII));
    sector.put(510, (byte) 0x55).put(511, (byte) 0xaa);
    var noise = new byte[300_000];
    new java.util.Random(42).nextBytes(noise);
    try (var disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(bytes);
      disk.write(sector.array());
      disk.seek(bytes / 2);
      disk.write(noise);
    }
    return file;
  }
}
