package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A raw disk: a sparse file of our own, or an existing file or block device that is overwritten.
 * Writes through the page cache, {@link #flush} is an fsync; for one thread at a time.
 */
public final class RawSink implements BlockSink, BlockReader {
  private final FileChannel channel;
  private final long capacity;
  private final boolean fresh;
  private boolean finished;

  private RawSink(FileChannel channel, long capacity, boolean fresh) {
    this.channel = channel;
    this.capacity = capacity;
    this.fresh = fresh;
  }

  /**
   * Creates the file, or opens the one that is there to write over it: then nothing is known about
   * its content and {@link #readsZero} is false. A target may be larger than the disk, never
   * smaller: a shorter file is extended, a smaller device fails.
   */
  public static RawSink open(Path file, long capacity) throws IOException {
    if (capacity <= 0) {
      throw new IllegalArgumentException("A disk of " + capacity + " bytes");
    }
    boolean fresh = !Files.exists(file);
    FileChannel channel = openChannel(file, fresh);
    try {
      if (channel.size() < capacity) {
        ChannelIo.setLength(file, capacity);
      }
      if (fresh) {
        channel.force(true);
        ChannelIo.syncFolderOf(file);
      }
      return new RawSink(channel, capacity, fresh);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel openChannel(Path file, boolean fresh) throws IOException {
    return fresh
        ? FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)
        : FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public boolean readsZero() {
    return fresh;
  }

  @Override
  public void write(long offset, ByteBuffer data) throws IOException {
    if (finished) {
      throw new IllegalStateException("The disk is finished");
    }
    Objects.checkFromIndexSize(offset, data.remaining(), capacity);
    ChannelIo.writeFully(channel, data, offset);
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    ChannelIo.readFully(channel, target, offset, "the disk");
  }

  @Override
  public long flush() throws IOException {
    channel.force(false);
    return ALL;
  }

  @Override
  public void finish() throws IOException {
    channel.force(true);
    finished = true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
