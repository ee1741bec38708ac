package io.vmto.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** What the JDK's file channels leave to be written by everybody. */
final class ChannelIo {
  private ChannelIo() {}

  static void writeFully(FileChannel channel, ByteBuffer data, long position) throws IOException {
    long at = position;
    while (data.hasRemaining()) {
      at += channel.write(data, at);
    }
  }

  /** Reads until the target is full or the file ends; returns the bytes read. */
  static int read(FileChannel channel, ByteBuffer target, long position) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int count = channel.read(target, position + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }

  static void readFully(FileChannel channel, ByteBuffer target, long position, String what)
      throws IOException {
    int count = read(channel, target, position);
    if (target.hasRemaining()) {
      throw DiskFormatException.truncated("the file ends inside " + what, position + count);
    }
  }

  /** What another thread threw, to be thrown here. */
  static IOException rethrown(@Nullable Throwable thrown) {
    return switch (thrown) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> new IOException(thrown);
    };
  }

  /** Sets the length of a file without allocating what lies between. */
  static void setLength(Path file, long length) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(length);
    }
  }

  /** Makes the names in a folder durable, as fsync of a file alone does not. */
  static void syncFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
