package io.vmto.sandbox.guest;

import static io.vmto.sandbox.guest.DemoGuest.SECTOR;

import io.vmto.sandbox.guest.DemoGuest.Area;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What stands on a demo guest's disk: areas at odd places, the last one ending with the disk,
 * filled with noise, text and zeros, so that a copy meets what real disks hold. Nothing is aligned
 * to a grain, cluster or leaf on purpose.
 */
final class GuestData {
  /** The first track belongs to the boot code, as on any BIOS disk. */
  static final int FIRST_SECTOR = 63;

  private static final int AREAS = 6;
  private static final long MAX_SECTORS = (20L << 20) / SECTOR;
  private static final int PIECE = 24 * 1024;

  private final SplittableRandom random;
  private final long capacitySectors;
  private final List<Area> areas;

  GuestData(long capacitySectors, long seed) {
    this.random = new SplittableRandom(seed);
    this.capacitySectors = capacitySectors;
    this.areas = place(capacitySectors, random);
  }

  List<Area> areas() {
    return areas;
  }

  private static List<Area> place(long capacitySectors, SplittableRandom random) {
    long region = (capacitySectors - FIRST_SECTOR) / AREAS;
    int size = (int) Math.min(MAX_SECTORS / AREAS, region / 2);
    List<Area> areas = new ArrayList<>();
    for (int i = 0; i < AREAS - 1; i++) {
      areas.add(new Area(FIRST_SECTOR + i * region + random.nextLong(region - size), size - i));
    }
    areas.add(new Area(capacitySectors - size, size));
    return List.copyOf(areas);
  }

  /** Fills the areas of an empty file, sets its length and returns the SHA-256 over them. */
  byte[] writeTo(FileChannel disk) throws IOException {
    MessageDigest hash = sha256();
    DemoGuest.writeFully(disk, ByteBuffer.allocate(1), (capacitySectors * SECTOR) - 1);
    for (Area area : areas) {
      long end = (area.firstSector() + area.sectors()) * SECTOR;
      for (long at = area.firstSector() * SECTOR; at < end; at += PIECE) {
        byte[] piece = new byte[(int) Math.min(PIECE, end - at)];
        boolean filled = fill(piece);
        hash.update(piece);
        if (filled) {
          DemoGuest.writeFully(disk, ByteBuffer.wrap(piece), at);
        }
      }
    }
    return hash.digest();
  }

  /** Half noise, a third text, the rest left zero: false then. */
  private boolean fill(byte[] piece) {
    int kind = random.nextInt(6);
    if (kind < 3) {
      random.nextBytes(piece);
    } else if (kind < 5) {
      byte[] line =
          "%016x the quick brown fox jumps over the lazy dog\n"
              .formatted(random.nextLong())
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < piece.length; i++) {
        piece[i] = line[i % line.length];
      }
    }
    return kind < 5;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
