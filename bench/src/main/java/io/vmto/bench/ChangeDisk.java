package io.vmto.bench;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.TreeSet;

/**
 * Overwrites some 64 KiB blocks of a raw disk, spread evenly, with packed content: {@code
 * ChangeDisk FILE THOUSANDTHS SEED}. Prints what it wrote in order, a line {@code OFFSET LENGTH}
 * per extent.
 */
final class ChangeDisk {
  private static final int BLOCK = 1 << 16;

  private ChangeDisk() {}

  public static void main(String... args) throws IOException {
    Dice dice = new Dice(Long.parseLong(args[2]));
    Content content = new Content(dice);
    ByteBuffer data = ByteBuffer.allocateDirect(BLOCK);
    StringBuilder extents = new StringBuilder();
    try (FileChannel disk = FileChannel.open(Path.of(args[0]), WRITE)) {
      int blocks = Math.toIntExact(disk.size() / BLOCK);
      int wanted = (int) (blocks * Long.parseLong(args[1]) / 1000);
      TreeSet<Integer> chosen = new TreeSet<>();
      while (chosen.size() < wanted) {
        chosen.add(dice.below(blocks));
      }
      for (int block : chosen) {
        long at = (long) block * BLOCK;
        content.fill(data.clear(), Content.Kind.PACKED);
        for (data.flip(); data.hasRemaining(); ) {
          disk.write(data, at + data.position());
        }
        extents.append(at).append(' ').append(BLOCK).append('\n');
      }
      disk.force(true);
    }
    System.out.print(extents);
  }
}
