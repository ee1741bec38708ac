package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** An image in a file; content goes past the page cache where the file system allows it. */
public final class FileImage implements ImageStorage {
  private final Path file;
  private final FileChannel channel;
  private final @Nullable DirectFile direct;

  private FileImage(Path file, FileChannel channel, @Nullable DirectFile direct) {
    this.file = file;
    this.channel = channel;
    this.direct = direct;
  }

  /** Opens the file, or makes an empty one. */
  public static FileImage open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new FileImage(file, channel, DirectFile.forWriting(file));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long dataStart() {
    return Qcow2Sink.CLUSTER;
  }

  @Override
  public void write(long position, ByteBuffer data) throws IOException {
    if (direct != null && direct.takes(position, data)) {
      direct.write(position, data);
    } else {
      ChannelIo.writeFully(channel, data, position);
    }
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    ChannelIo.readFully(channel, target, position, "the image");
  }

  @Override
  public long flush() throws IOException {
    channel.force(false);
    return BlockSink.ALL;
  }

  @Override
  public long cut(long position) throws IOException {
    // Where nothing is kept, the header of an older image goes as well.
    channel.truncate(position > dataStart() ? position : 0);
    return position;
  }

  @Override
  public boolean rewritable() {
    return true;
  }

  @Override
  public void finish(ByteBuffer header) throws IOException {
    channel.force(true);
    ChannelIo.writeFully(channel, header, 0);
    channel.force(true);
    ChannelIo.syncFolderOf(file);
  }

  @Override
  public void close() throws IOException {
    try (channel;
        var first = direct) {
      // Both are closed on the way out.
    }
  }
}
