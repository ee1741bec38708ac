package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A raw disk: a sparse file of our own, or an existing file or block device that is overwritten.
 * Aligned native buffers are written past the page cache (O_DIRECT) where the file system allows
 * it, everything else through it; {@link #flush} is an fsync.
 */
public final class RawSink implements BlockSink, BlockReader {
  private final FileChannel channel;
  private final @Nullable DirectFile direct;
  private final @Nullable Posix holes;
  private final long capacity;
  private final boolean fresh;
  private volatile boolean finished;

  private RawSink(FileChannel channel, Path file, long capacity, boolean fresh) throws IOException {
    this.channel = channel;
    this.capacity = capacity;
    this.fresh = fresh;
    this.direct = DirectFile.forWriting(file);
    this.holes = Posix.forWriting(file);
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
      return new RawSink(channel, file, capacity, fresh);
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
    checkOpen();
    Objects.checkFromIndexSize(offset, data.remaining(), capacity);
    if (direct != null && direct.takes(offset, data)) {
      direct.write(offset, data);
    } else {
      ChannelIo.writeFully(channel, data, offset);
    }
  }

  private void checkOpen() {
    if (finished) {
      throw new IllegalStateException("The disk is finished");
    }
  }

  /** Gives the space back where the file system can. */
  @Override
  public void zero(long offset, long length) throws IOException {
    checkOpen();
    Objects.checkFromIndexSize(offset, length, capacity);
    if (holes == null || !holes.punch(offset, length)) {
      BlockSink.super.zero(offset, length);
    }
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    ChannelIo.readFully(channel, target, offset, "the disk");
  }

  @Override
  public boolean knownZero(long offset, long length) {
    return holes != null && holes.nextData(offset) >= offset + length;
  }

  @Override
  public boolean zeroesCheaply() {
    return holes != null;
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
    try (channel;
        var first = direct;
        var second = holes) {
      finished = true;
    }
  }
}
