package io.vmto.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Which host clusters an unfinished qcow2 image has given to what, beside the image, because its
 * own tables are written last. Big endian records of 24 bytes: guest cluster, host cluster, count
 * (0: an L2 entry instead of the host cluster), checksum; the first one holds magic and capacity.
 * Runs are durable when {@link #sync} returns; a torn tail ends the log. Any thread.
 */
final class AllocationLog implements Closeable {
  private static final long MAGIC = 0x564d544f51434f32L; // "VMTOQCO2"
  private static final int RECORD = 24;
  private static final int BATCH = 1024;

  private final FileChannel channel;
  private final List<Run> pending = new ArrayList<>();
  private long end = RECORD;

  private AllocationLog(FileChannel channel) {
    this.channel = channel;
  }

  /** Guest clusters and where they are: from a host cluster on, or (count 0) in one L2 entry. */
  record Run(long guest, long host, int count) {
    static Run plain(long guest, long host, int count) {
      return new Run(guest, host, count);
    }

    /** A single cluster by its entry: compressed, or 0 for one that reads zero again. */
    static Run packed(long guest, long entry) {
      return new Run(guest, entry, 0);
    }

    void applyTo(Qcow2Map map) throws IOException {
      if (count == 0) {
        map.set(guest, host);
      }
      for (int i = 0; i < count; i++) {
        map.set(guest + i, (host + i) * Qcow2Sink.CLUSTER | Qcow2Map.COPIED);
      }
    }

    /** Where its bytes end in the image. */
    long end() {
      return count > 0
          ? (host + count) * Qcow2Sink.CLUSTER
          : host == 0 ? 0 : Qcow2Map.compressedOffset(host) + Qcow2Map.compressedLength(host);
    }
  }

  /** What a log is read into. */
  interface Replay {
    void run(Run run) throws IOException;
  }

  static Path beside(Path image) {
    return image.resolveSibling(image.getFileName() + ".allocation");
  }

  static AllocationLog create(Path image, long capacity) throws IOException {
    Path file = beside(image);
    Files.deleteIfExists(file);
    AllocationLog log = new AllocationLog(open(file, StandardOpenOption.CREATE_NEW));
    ChannelIo.writeFully(log.channel, log.encode(List.of(new Run(MAGIC, capacity, 1))), 0);
    log.channel.force(true);
    ChannelIo.syncFolderOf(file);
    return log;
  }

  /** The log of an unfinished image of this capacity, or null when there is none. */
  static @Nullable AllocationLog resume(Path image, long capacity, Replay replay)
      throws IOException {
    Path file = beside(image);
    if (!Files.exists(file)) {
      return null;
    }
    AllocationLog log = new AllocationLog(open(file, StandardOpenOption.WRITE));
    try {
      if (log.matches(capacity)) {
        log.replay(replay);
        return log;
      }
      log.close();
      return null;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private static FileChannel open(Path file, StandardOpenOption how) throws IOException {
    return FileChannel.open(file, how, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private boolean matches(long capacity) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(RECORD);
    return ChannelIo.read(channel, raw, 0) == RECORD
        && new Run(MAGIC, capacity, 1).equals(decode(raw.flip()));
  }

  private void replay(Replay replay) throws IOException {
    ByteBuffer batch = ByteBuffer.allocate(BATCH * RECORD);
    while (true) {
      ChannelIo.read(channel, batch.clear(), end);
      batch.flip();
      if (batch.remaining() < RECORD) {
        break;
      }
      for (int at = 0; at + RECORD <= batch.limit(); at += RECORD) {
        Run run = decode(batch.slice(at, RECORD));
        if (run == null) {
          channel.truncate(end);
          return;
        }
        replay.run(run);
        end += RECORD;
      }
    }
    channel.truncate(end);
  }

  private static @Nullable Run decode(ByteBuffer raw) {
    Run run = new Run(raw.getLong(0), raw.getLong(8), raw.getInt(16));
    return raw.getInt(20) == checksum(raw) ? run : null;
  }

  private static int checksum(ByteBuffer record) {
    CRC32C sum = new CRC32C();
    sum.update(record.slice(0, RECORD - Integer.BYTES));
    return (int) sum.getValue();
  }

  /** Notes a run whose content was written. */
  synchronized void add(Run run) {
    pending.add(run);
  }

  /** The runs noted since they were taken last; to be handed to {@link #sync}. */
  synchronized List<Run> taken() {
    List<Run> runs = List.copyOf(pending);
    pending.clear();
    return runs;
  }

  /** Makes runs durable that end below a position; the others wait for another time. */
  synchronized void sync(List<Run> runs, long below) throws IOException {
    List<Run> durable = new ArrayList<>();
    List<Run> left = new ArrayList<>();
    for (Run run : runs) {
      // A later run may undo an earlier one, so none overtakes.
      (left.isEmpty() && run.end() <= below ? durable : left).add(run);
    }
    pending.addAll(0, left);
    if (!durable.isEmpty()) {
      ChannelIo.writeFully(channel, encode(durable), end);
      channel.force(false);
      end += (long) durable.size() * RECORD;
    }
  }

  private ByteBuffer encode(List<Run> runs) {
    ByteBuffer raw = ByteBuffer.allocate(runs.size() * RECORD);
    for (Run run : runs) {
      int at = raw.position();
      raw.putLong(run.guest).putLong(run.host).putInt(run.count);
      raw.putInt(checksum(raw.slice(at, RECORD)));
    }
    return raw.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
