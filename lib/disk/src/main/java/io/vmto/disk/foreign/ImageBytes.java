package io.vmto.disk.foreign;

import io.vmto.disk.DiskFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of which nothing is believed, read piece by piece at places that it names itself. */
final class ImageBytes implements Closeable {
  private final FileChannel channel;
  private final long size;

  private ImageBytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  static ImageBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new ImageBytes(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  long size() {
    return size;
  }

  /** Exactly {@code length} bytes; a file that ends before is a DiskFormatException. */
  ByteBuffer read(long at, int length, ByteOrder order, String what) throws IOException {
    if (at < 0 || at > size - length) {
      throw DiskFormatException.truncated("the file ends inside " + what, size);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw DiskFormatException.truncated("the file ends inside " + what, at + bytes.position());
      }
    }
    return bytes.flip().order(order);
  }

  static void require(boolean holds, String message, long at) throws DiskFormatException {
    if (!holds) {
      throw DiskFormatException.corrupt(message, at);
    }
  }

  /** Refuses what no disk of these formats can be. */
  static long capacity(long bytes, long at) throws DiskFormatException {
    require(bytes > 0 && bytes <= 64L << 40 && bytes % 512 == 0, "implausible capacity", at);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
