package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Reads a raw disk (file or block device). For proof, {@link #uncached} reads past the page cache,
 * so that what comes back is what the storage holds and not what was just written.
 */
public final class RawReader implements BlockReader {
  private static final int WINDOW = 1 << 20;
  private static final int ALIGNMENT = 4096;

  private final FileChannel channel;
  private final long capacity;
  private final boolean direct;
  private final ByteBuffer window;

  private RawReader(FileChannel channel, boolean direct, int alignment) throws IOException {
    this.channel = channel;
    this.capacity = channel.size();
    this.direct = direct;
    this.window =
        direct
            ? ByteBuffer.allocateDirect(WINDOW + alignment).alignedSlice(alignment).limit(WINDOW)
            : ByteBuffer.allocate(0);
  }

  /** Reads through the page cache. */
  public static RawReader open(Path file) throws IOException {
    return owning(FileChannel.open(file, StandardOpenOption.READ), false, 1);
  }

  /**
   * Reads with O_DIRECT where the file system allows it, else through the page cache; {@link
   * #direct} says which it became.
   */
  public static RawReader uncached(Path file) throws IOException {
    try {
      int alignment = Math.max(ALIGNMENT, (int) Files.getFileStore(file).getBlockSize());
      RawReader reader =
          owning(FileChannel.open(file, StandardOpenOption.READ, directOption()), true, alignment);
      return reader.provesDirect() ? reader : open(file);
    } catch (UnsupportedOperationException e) {
      return open(file);
    } catch (java.nio.file.NoSuchFileException | java.nio.file.AccessDeniedException e) {
      throw e;
    } catch (IOException refused) {
      return open(file);
    }
  }

  /** By name, because javac's warning about this API of the JDK cannot be suppressed. */
  private static OpenOption directOption() {
    try {
      Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      return (OpenOption) options.getField("DIRECT").get(null);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException("This JDK has no O_DIRECT", e);
    }
  }

  private static RawReader owning(FileChannel channel, boolean direct, int alignment)
      throws IOException {
    try {
      return new RawReader(channel, direct, alignment);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Some file systems accept the open and refuse the first read. */
  private boolean provesDirect() throws IOException {
    try {
      channel.read(window.clear().limit(WINDOW), 0);
      return true;
    } catch (IOException refused) {
      close();
      return false;
    }
  }

  /** Whether reads go past the page cache (O_DIRECT). */
  public boolean direct() {
    return direct;
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    if (!direct) {
      ChannelIo.readFully(channel, target, offset, "the disk");
      return;
    }
    long at = offset;
    while (target.hasRemaining()) {
      at += readWindow(at, target);
    }
  }

  private int readWindow(long offset, ByteBuffer target) throws IOException {
    int within = (int) (offset % WINDOW);
    window.clear().limit(WINDOW);
    // A short read here can only be the end of the file: more would no longer be aligned.
    int got = channel.read(window, offset - within);
    int count = Math.min(got - within, target.remaining());
    if (count <= 0) {
      throw DiskFormatException.truncated("the file ends inside the disk", offset);
    }
    target.put(window.slice(within, count));
    return count;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
