package io.vmto.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Writes a sparse raw disk that looks like a file system, the same for the same seed everywhere:
 * {@code MakeDisk FILE CAPACITY DATA SEED}, sizes in bytes. Files of text, of tables and of packed
 * content lie in clusters, with holes and zeros between and inside them; the head of every 2 GiB
 * holds metadata. Exactly DATA bytes (in 4 KiB blocks) are not zero, as far as the clusters go.
 */
final class MakeDisk {
  private static final int BLOCK = 4096;
  private static final int PART = 1 << 20;
  private static final long GROUP = 128 << 20;
  private static final long METADATA_EVERY = 16 * GROUP;
  private static final int METADATA = PART;

  private final FileChannel disk;
  private final long capacity;
  private final Dice dice;
  private final Content content;
  private final ByteBuffer part = ByteBuffer.allocateDirect(PART);
  private long left;

  private MakeDisk(FileChannel disk, long capacity, long data, Dice dice) {
    this.disk = disk;
    this.capacity = capacity;
    this.left = data;
    this.dice = dice;
    this.content = new Content(dice);
  }

  public static void main(String... args) throws IOException {
    long capacity = Long.parseLong(args[1]);
    try (FileChannel disk = FileChannel.open(Path.of(args[0]), CREATE, TRUNCATE_EXISTING, WRITE)) {
      if (capacity % BLOCK != 0) {
        throw new IllegalArgumentException("The capacity is no multiple of " + BLOCK);
      }
      disk.write(ByteBuffer.allocate(1), capacity - 1);
      Dice dice = new Dice(Long.parseLong(args[3]));
      new MakeDisk(disk, capacity, Long.parseLong(args[2]), dice).make();
      disk.force(true);
    }
  }

  private void make() throws IOException {
    for (long group = 0; group < capacity && left > 0; group += METADATA_EVERY) {
      write(group, METADATA, Content.Kind.TABLE);
    }
    // Clusters are as many as hold the data at two thirds full, spread evenly over the disk.
    long clusters = Math.max(1, Math.ceilDiv(left * 3, 2 * GROUP));
    for (long i = 0; i < clusters && left > 0; i++) {
      long start = capacity / clusters * i / GROUP * GROUP;
      cluster(start + METADATA, Math.min(start + GROUP, capacity));
    }
  }

  /** Files one after the other; every third leaves a hole of its own size behind it. */
  private void cluster(long start, long end) throws IOException {
    long at = start;
    while (at < end && left > 0) {
      long length = Math.min(dice.size(BLOCK, 4 << 20), Math.min(left, end - at));
      Content.Kind kind = Content.Kind.of(dice.below(100));
      file(at, length, kind);
      at += length;
      if (dice.below(3) == 0) {
        at += dice.size(BLOCK, Math.max(BLOCK, length));
      }
    }
  }

  private void file(long start, long length, Content.Kind kind) throws IOException {
    boolean holed = dice.below(16) == 0;
    for (long done = 0; done < length; done += PART) {
      if (!holed || dice.below(2) == 0) {
        write(start + done, (int) Math.min(PART, length - done), kind);
      }
    }
  }

  private void write(long at, int length, Content.Kind kind) throws IOException {
    part.clear().limit((int) Math.min(length, Math.min(left, capacity - at)));
    left -= part.remaining();
    content.fill(part, kind);
    part.flip();
    while (part.hasRemaining()) {
      disk.write(part, at + part.position());
    }
  }
}
