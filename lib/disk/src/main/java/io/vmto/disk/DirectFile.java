package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A file past the page cache (O_DIRECT), where its file system has that. Any thread. */
final class DirectFile implements Closeable {
  private static final int WINDOW = 1 << 20;

  private final FileChannel channel;
  private final int alignment;
  private final Arena arena = Arena.ofShared();
  private final Deque<ByteBuffer> windows = new ArrayDeque<>();

  private DirectFile(FileChannel channel, int alignment) {
    this.channel = channel;
    this.alignment = alignment;
  }

  /** The file, or null when it can only be had through the page cache. */
  static @Nullable DirectFile forReading(Path file) throws IOException {
    return open(file, StandardOpenOption.READ);
  }

  static @Nullable DirectFile forWriting(Path file) throws IOException {
    return open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static @Nullable DirectFile open(Path file, StandardOpenOption... how)
      throws IOException {
    try {
      int block = (int) Files.getFileStore(file).getBlockSize();
      OpenOption[] options = java.util.Arrays.copyOf(how, how.length + 1, OpenOption[].class);
      options[how.length] = directOption();
      int alignment = Math.max(LeafBuffer.ALIGNMENT, block);
      var direct = new DirectFile(FileChannel.open(file, options), alignment);
      return direct.proves() ? direct : null;
    } catch (UnsupportedOperationException e) {
      return null;
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw e;
    } catch (IOException refused) {
      return null;
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

  /** Some file systems accept the open and refuse the first read. */
  private boolean proves() throws IOException {
    try {
      giveBack(fill(window(), 0));
      return true;
    } catch (IOException refused) {
      close();
      return false;
    }
  }

  /** Whether a write of this data needs no other buffer. */
  boolean takes(long offset, ByteBuffer data) {
    return offset % alignment == 0 && LeafBuffer.isAligned(data, alignment);
  }

  void write(long offset, ByteBuffer data) throws IOException {
    ChannelIo.writeFully(channel, data, offset);
  }

  /** Fills the target; the file must not end before. */
  void read(long offset, ByteBuffer target) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int count = takes(at, target) ? channel.read(target, at) : readWindow(at, target);
      if (count <= 0) {
        throw DiskFormatException.truncated("the file ends inside the disk", at);
      }
      at += count;
    }
  }

  private int readWindow(long offset, ByteBuffer target) throws IOException {
    int within = (int) (offset % WINDOW);
    // A short read here can only be the end of the file: more would no longer be aligned.
    ByteBuffer window = fill(window(), offset - within);
    int count = Math.min(window.position() - within, target.remaining());
    if (count > 0) {
      target.put(window.slice(within, count));
    }
    giveBack(window);
    return count;
  }

  private ByteBuffer fill(ByteBuffer window, long offset) throws IOException {
    channel.read(window.clear(), offset);
    return window;
  }

  private synchronized ByteBuffer window() {
    ByteBuffer free = windows.poll();
    return free == null ? arena.allocate(WINDOW, alignment).asByteBuffer() : free;
  }

  private synchronized void giveBack(ByteBuffer window) {
    windows.push(window);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }
}
