package io.vmto.sandbox.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A raw BIOS disk that boots to one statement: {@code DEMO-GUEST-OK sha256=… uuid=…} about once a
 * second on COM1 when the SHA-256 over its data areas is the one computed when it was made, {@code
 * DEMO-GUEST-BAD …} otherwise. It is how the demo knows that the disk which arrived is the disk
 * which left. Its source is {@code src/main/guest}.
 *
 * @param sha256 of all data areas in their order on the disk, 64 lower case hex digits
 * @param identity what the guest calls itself
 * @param capacityBytes size of the disk
 * @param areas where the data stand, in disk order
 */
public record DemoGuest(String sha256, UUID identity, long capacityBytes, List<Area> areas) {

  /**
   * 64 MiB, of which 20 MiB are data: copied, hashed and booted within seconds even without
   * hardware virtualisation.
   */
  public static final long DEFAULT_CAPACITY = 64L << 20;

  static final int SECTOR = 512;
  private static final int SIGNATURE_AT = 510;
  private static final int PARTITIONS_AT = 446;

  /** Consecutive sectors of 512 bytes that the guest hashes. */
  public record Area(long firstSector, int sectors) {}

  public DemoGuest {
    areas = List.copyOf(areas);
  }

  /** The line a healthy copy of this guest prints, without line end. */
  public String okLine() {
    return "DEMO-GUEST-OK sha256=" + sha256 + " uuid=" + identity;
  }

  /** Makes a guest that boots; see {@link #create(Path, long, long, boolean)}. */
  public static DemoGuest create(Path rawFile, long capacityBytes, long seed) throws IOException {
    return create(rawFile, capacityBytes, seed, true);
  }

  /**
   * Writes a new sparse raw disk; the same arguments give the same bytes. A file that could not be
   * finished is removed.
   *
   * @param capacityBytes a multiple of 512, from 1 MiB to 1 TiB
   * @param bootable false leaves the boot signature out: the firmware then finds nothing to start
   * @throws FileAlreadyExistsException when there is a file already; it is not touched
   */
  public static DemoGuest create(Path rawFile, long capacityBytes, long seed, boolean bootable)
      throws IOException {
    if (capacityBytes % SECTOR != 0 || capacityBytes < 1L << 20 || capacityBytes > 1L << 40) {
      throw new IllegalArgumentException("no such capacity: " + capacityBytes);
    }
    try (FileChannel disk =
        FileChannel.open(rawFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      GuestData data = new GuestData(capacityBytes / SECTOR, seed);
      byte[] hash = data.writeTo(disk);
      UUID identity =
          UUID.nameUUIDFromBytes(("vmto-demo-guest " + seed).getBytes(StandardCharsets.UTF_8));
      writeFully(disk, program(capacityBytes, bootable, header(identity, hash, data.areas())), 0);
      return new DemoGuest(HexFormat.of().formatHex(hash), identity, capacityBytes, data.areas());
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(rawFile);
      throw e;
    }
  }

  /** Boot sector with one partition that covers the disk, the header, then the second stage. */
  private static ByteBuffer program(long capacityBytes, boolean bootable, ByteBuffer header)
      throws IOException {
    byte[] code = code();
    ByteBuffer program = ByteBuffer.allocate(SECTOR + code.length).order(ByteOrder.LITTLE_ENDIAN);
    program.put(code, 0, SECTOR).put(header).position(2 * SECTOR);
    program.put(code, SECTOR, code.length - SECTOR);
    program.put(PARTITIONS_AT, (byte) 0x80);
    program.put(PARTITIONS_AT + 4, (byte) 0xDA); // "data, not a file system"
    program.putInt(PARTITIONS_AT + 8, GuestData.FIRST_SECTOR);
    program.putInt(PARTITIONS_AT + 12, (int) (capacityBytes / SECTOR - GuestData.FIRST_SECTOR));
    if (!bootable) {
      program.putShort(SIGNATURE_AT, (short) 0);
    }
    return program.rewind();
  }

  /** The layout that {@code guest.S} reads. */
  private static ByteBuffer header(UUID identity, byte[] hash, List<Area> areas) {
    ByteBuffer header = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    header.put("VMTOGST1".getBytes(StandardCharsets.US_ASCII));
    header.put(identity.toString().getBytes(StandardCharsets.US_ASCII));
    header.put(hash).putInt(areas.size());
    areas.forEach(area -> header.putInt((int) area.firstSector()).putInt(area.sectors()));
    return header.rewind();
  }

  private static byte[] code() throws IOException {
    try (InputStream in = DemoGuest.class.getResourceAsStream("guest.bin")) {
      if (in == null) {
        throw new IOException("guest.bin is missing from the jar");
      }
      return in.readAllBytes();
    }
  }

  static void writeFully(FileChannel disk, ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += disk.write(bytes, at);
    }
  }
}
