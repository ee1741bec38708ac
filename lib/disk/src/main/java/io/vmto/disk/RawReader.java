package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a raw disk (file or block device). For proof, {@link #uncached} reads past the page cache,
 * so that what comes back is what the storage holds and not what was just written. Holes of a
 * sparse file are known to be zeros.
 */
public final class RawReader implements BlockReader {
  private final FileChannel channel;
  private final long capacity;
  private final @Nullable DirectFile direct;
  private final @Nullable Posix holes;

  private RawReader(FileChannel channel, Path file, @Nullable DirectFile direct)
      throws IOException {
    this.channel = channel;
    this.capacity = channel.size();
    this.direct = direct;
    this.holes = Posix.forReading(file);
  }

  /** Reads through the page cache. */
  public static RawReader open(Path file) throws IOException {
    return open(file, null);
  }

  /**
   * Reads with O_DIRECT where the file system allows it, else through the page cache; {@link
   * #direct} says which it became.
   */
  public static RawReader uncached(Path file) throws IOException {
    return open(file, DirectFile.forReading(file));
  }

  private static RawReader open(Path file, @Nullable DirectFile direct) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new RawReader(channel, file, direct);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether reads go past the page cache (O_DIRECT). */
  public boolean direct() {
    return direct != null;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    if (direct == null) {
      ChannelIo.readFully(channel, target, offset, "the disk");
    } else {
      direct.read(offset, target);
    }
  }

  @Override
  public boolean knownZero(long offset, long length) {
    return holes != null && holes.nextData(offset) >= offset + length;
  }

  @Override
  public void close() throws IOException {
    try (channel;
        var first = direct;
        var second = holes) {
      // Everything is closed on the way out.
    }
  }
}
