package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The hashes of a disk's granules, beside the disk: those of a leaf stand at its place, 2 KiB each,
 * so the file is sparse where the disk is zero. It is a help and no proof: what it says counts only
 * where it hashes to the leaf that a manifest names, so it is never synced, and what is missing or
 * torn is made again from the disk. Any thread.
 */
final class GranuleFile implements Closeable {
  private static final int RECORD = Long.SIZE * Leaf.HASH_LENGTH;

  private final FileChannel channel;

  private GranuleFile(FileChannel channel) {
    this.channel = channel;
  }

  static GranuleFile open(Path file) throws IOException {
    return new GranuleFile(
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Takes the hashes under a leaf; false when they are not known. */
  boolean recall(int index, int length, byte[] leaf, GranuleHashes into) throws IOException {
    if (Leaf.isZero(leaf, length)) {
      into.takeZeros(length);
      return true;
    }
    ByteBuffer record = ByteBuffer.allocate(Leaf.granules(length) * Leaf.HASH_LENGTH);
    ChannelIo.read(channel, record, (long) index * RECORD);
    return into.takeStored(length, record.flip(), leaf);
  }

  void keep(int index, GranuleHashes hashes) throws IOException {
    ChannelIo.writeFully(channel, hashes.stored(), (long) index * RECORD);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
