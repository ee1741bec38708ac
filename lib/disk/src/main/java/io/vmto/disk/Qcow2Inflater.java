package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates compressed clusters (raw deflate, RFC 1951) and keeps the last one. */
final class Qcow2Inflater implements AutoCloseable {
  private static final int SECTOR = 512;
  private static final long NOTHING = 0;

  private final FileChannel channel;
  private final Qcow2Header header;
  private final long fileSize;
  private final Inflater inflater = new Inflater(true);
  private final byte[] content;
  private long current = NOTHING;

  Qcow2Inflater(FileChannel channel, Qcow2Header header, long fileSize) {
    this.channel = channel;
    this.header = header;
    this.fileSize = fileSize;
    this.content = new byte[header.clusterSize()];
  }

  /** The content of the cluster behind an L2 entry; valid until the next call. */
  ByteBuffer cluster(long entry) throws IOException {
    if (entry != current) {
      current = NOTHING;
      inflate(entry);
      current = entry;
    }
    return ByteBuffer.wrap(content);
  }

  private void inflate(long entry) throws IOException {
    int sizeBits = header.clusterBits() - 8;
    int offsetBits = 62 - sizeBits;
    long offset = entry & ((1L << offsetBits) - 1);
    long sectors = (entry >>> offsetBits & ((1L << sizeBits) - 1)) + 1;
    long length = sectors * SECTOR - offset % SECTOR;
    if (offset < header.clusterSize() || offset >= fileSize) {
      throw DiskFormatException.corrupt("a compressed cluster outside the file", offset);
    }
    // The last sector of a file need not be there whole; deflate knows its own end.
    ByteBuffer packed = ByteBuffer.allocate((int) Math.min(length, fileSize - offset));
    ChannelIo.readFully(channel, packed, offset, "a compressed cluster");
    inflater.reset();
    inflater.setInput(packed.flip());
    try {
      int done = 0;
      while (done < content.length) {
        int count = inflater.inflate(content, done, content.length - done);
        if (count == 0) {
          throw DiskFormatException.corrupt("a compressed cluster that is too short", offset);
        }
        done += count;
      }
    } catch (DataFormatException e) {
      throw DiskFormatException.corrupt("a damaged cluster (" + e.getMessage() + ")", offset);
    }
  }

  @Override
  public void close() {
    inflater.close();
  }
}
