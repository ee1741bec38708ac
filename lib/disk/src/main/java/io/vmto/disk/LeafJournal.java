package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of a pass that are durable in the sink, appended in the order they became so. Big
 * endian: a header (magic, capacity, leaf size, pass, checksum), then records (leaf index, hash,
 * checksum); the top bit of an index takes a leaf back. A torn tail ends the journal: what it named
 * is copied again.
 */
final class LeafJournal implements Closeable {
  private static final long MAGIC = 0x564d544f4c454132L; // "VMTOLEA2"
  private static final int HEADER = 28;
  private static final int RECORD = 4 + Leaf.HASH_LENGTH + 4;
  private static final int BATCH = 1024;
  private static final int FORGOTTEN = 1 << 31;

  private final FileChannel channel;
  private final long capacity;
  private final int pass;
  private long end;

  private LeafJournal(FileChannel channel, long capacity, int pass) {
    this.channel = channel;
    this.capacity = capacity;
    this.pass = pass;
  }

  /** What the journal is read into. */
  interface Entry {
    void leaf(int index, byte[] hash);

    void forgotten(int index);
  }

  static LeafJournal open(Path file, long capacity, int pass) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new LeafJournal(channel, capacity, pass);
  }

  /**
   * A journal as it stands, for those who only look, also while a pass writes it; null where there
   * is none, or its header is not whole yet.
   */
  static @Nullable LeafJournal look(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      ByteBuffer header = header(channel);
      if (header != null) {
        check(header.getLong(0) == MAGIC && header.getInt(16) == Leaf.SIZE, "is none of ours");
        return new LeafJournal(channel, header.getLong(8), header.getInt(20));
      }
    } catch (IOException | RuntimeException e) {
      try (channel) {
        throw e;
      }
    }
    channel.close();
    return null;
  }

  long capacity() {
    return capacity;
  }

  int pass() {
    return pass;
  }

  /** Forgets everything: nothing is durable yet. */
  void reset() throws IOException {
    channel.truncate(0);
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(MAGIC).putLong(capacity).putInt(Leaf.SIZE).putInt(pass);
    ChannelIo.writeFully(channel, seal(header), 0);
    channel.force(true);
    end = HEADER;
  }

  /**
   * Hands out every durable leaf, a later record after an earlier one, and cuts off what is torn. A
   * journal of another disk or pass is a DiskFormatException; one without a whole header is empty.
   */
  void load(Entry entry) throws IOException {
    ByteBuffer header = header(channel);
    if (header == null) {
      reset();
      return;
    }
    check(
        header.getLong(0) == MAGIC
            && header.getLong(8) == capacity
            && header.getInt(16) == Leaf.SIZE
            && header.getInt(20) == pass,
        "belongs to another disk or pass");
    read(entry);
    channel.truncate(end);
  }

  private static @Nullable ByteBuffer header(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    return ChannelIo.read(channel, header, 0) == HEADER && sealed(header.flip()) ? header : null;
  }

  private static void check(boolean right, String wrong) throws DiskFormatException {
    if (!right) {
      throw DiskFormatException.corrupt("the leaf journal " + wrong, 0);
    }
  }

  /** Hands out what stands before the first torn record. */
  void read(Entry entry) throws IOException {
    end = HEADER;
    while (loadBatch(entry) == BATCH) {}
  }

  private int loadBatch(Entry entry) throws IOException {
    ByteBuffer batch = ByteBuffer.allocate(BATCH * RECORD);
    ChannelIo.read(channel, batch, end);
    int count = batch.flip().remaining() / RECORD;
    for (int i = 0; i < count; i++) {
      ByteBuffer record = batch.slice(i * RECORD, RECORD);
      int index = record.getInt(0) & ~FORGOTTEN;
      if (!sealed(record) || index >= Leaf.count(capacity)) {
        return i;
      }
      byte[] hash = new byte[Leaf.HASH_LENGTH];
      record.get(4, hash);
      if (record.getInt(0) < 0) {
        entry.forgotten(index);
      } else {
        entry.leaf(index, hash);
      }
      end += RECORD;
    }
    return count;
  }

  /** Makes records for these leaves durable; the sink must have been flushed before. */
  synchronized void append(List<Checkpoints.Written> leaves) throws IOException {
    for (int from = 0; from < leaves.size(); from += BATCH) {
      List<Checkpoints.Written> part = leaves.subList(from, Math.min(leaves.size(), from + BATCH));
      ByteBuffer batch = ByteBuffer.allocate(part.size() * RECORD);
      for (int i = 0; i < part.size(); i++) {
        ByteBuffer record = batch.slice(i * RECORD, RECORD);
        seal(record.putInt(part.get(i).index).put(part.get(i).hash));
      }
      ChannelIo.writeFully(channel, batch, end);
      end += (long) part.size() * RECORD;
    }
    channel.force(false);
  }

  /** Takes a leaf back durably, before its content is written over. */
  synchronized void forget(int index) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    record.putInt(index | FORGOTTEN).put(new byte[Leaf.HASH_LENGTH]);
    ChannelIo.writeFully(channel, seal(record), end);
    end += RECORD;
    channel.force(false);
  }

  private static ByteBuffer seal(ByteBuffer record) {
    int length = record.position();
    return record.putInt(checksum(record.slice(0, length))).flip();
  }

  private static boolean sealed(ByteBuffer record) {
    int length = record.limit() - Integer.BYTES;
    return record.getInt(length) == checksum(record.slice(0, length));
  }

  private static int checksum(ByteBuffer content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    return (int) sum.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
