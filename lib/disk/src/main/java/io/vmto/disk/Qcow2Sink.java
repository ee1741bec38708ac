package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes a qcow2 version 3 image (QEMU, docs/interop/qcow2.txt) with clusters of 64 KiB: content is
 * appended as it comes, L1 table and refcounts follow in {@link #finish}, the header last, so that
 * an unfinished image is never taken for a whole one. Zeros take no space. An unfinished image
 * keeps a log of its allocations beside it (its name with {@code .allocation}), from which {@link
 * #resume} goes on and which {@link #finish} removes. For one thread at a time.
 */
public final class Qcow2Sink implements BlockSink, BlockReader {
  static final int CLUSTER_BITS = 16;
  static final int CLUSTER = 1 << CLUSTER_BITS;

  private final Path image;
  private final FileChannel channel;
  private final AllocationLog log;
  private final Qcow2Map map;
  private final long capacity;
  private final boolean fresh;
  private final ByteBuffer scratch = ByteBuffer.allocate(CLUSTER);
  private long next;
  private boolean finished;

  private Qcow2Sink(Opened opened, AllocationLog log, boolean fresh) {
    this.image = opened.image;
    this.channel = opened.channel;
    this.map = opened.map;
    this.capacity = opened.capacity;
    this.next = opened.next;
    this.log = log;
    this.fresh = fresh;
  }

  /** Starts an image over, whatever stood there. */
  public static Qcow2Sink create(Path image, long capacity) throws IOException {
    Opened opened = Opened.of(image, capacity);
    try {
      opened.channel.truncate(0);
      AllocationLog log = AllocationLog.create(image, capacity);
      return new Qcow2Sink(opened, log, true);
    } catch (IOException | RuntimeException e) {
      opened.channel.close();
      throw e;
    }
  }

  /**
   * Goes on with an unfinished image as it was at its last {@link #flush}; where there is none that
   * can be gone on with, starts over, and then {@link #readsZero} says so.
   */
  public static Qcow2Sink resume(Path image, long capacity) throws IOException {
    Opened opened = Opened.of(image, capacity);
    try {
      AllocationLog log = AllocationLog.resume(image, capacity, opened::replay);
      if (log != null) {
        opened.channel.truncate(opened.next * CLUSTER);
        return new Qcow2Sink(opened, log, false);
      }
    } catch (IOException | RuntimeException e) {
      opened.channel.close();
      throw e;
    }
    opened.channel.close();
    return create(image, capacity);
  }

  /** The parts of a sink while it is opened. */
  private static final class Opened {
    final Path image;
    final FileChannel channel;
    final long capacity;
    final Qcow2Map map;
    long next = 1;

    private Opened(Path image, FileChannel channel, long capacity) {
      this.image = image;
      this.channel = channel;
      this.capacity = capacity;
      this.map = new Qcow2Map(channel, capacity);
    }

    static Opened of(Path image, long capacity) throws IOException {
      if (capacity <= 0) {
        throw new IllegalArgumentException("A disk of " + capacity + " bytes");
      }
      FileChannel channel =
          FileChannel.open(
              image, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new Opened(image, channel, capacity);
    }

    void replay(AllocationLog.Run run) throws IOException {
      if (run.count() == 0) {
        map.addTable(Math.toIntExact(run.guest()), run.host());
      } else {
        map.map(run.guest(), run.host(), run.count());
      }
      next = Math.max(next, run.host() + Math.max(1, run.count()));
    }
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public boolean readsZero() {
    return fresh;
  }

  @Override
  public void write(long offset, ByteBuffer data) throws IOException {
    if (finished) {
      throw new IllegalStateException("The image is finished");
    }
    Objects.checkFromIndexSize(offset, data.remaining(), capacity);
    long at = offset;
    while (data.hasRemaining()) {
      int done = writeSome(at, data);
      data.position(data.position() + done);
      at += done;
    }
  }

  /** Writes one cluster or a run of new ones from the data's position; returns their length. */
  private int writeSome(long offset, ByteBuffer data) throws IOException {
    long guest = offset / CLUSTER;
    int within = (int) (offset % CLUSTER);
    ByteBuffer part = data.slice(data.position(), Math.min(data.remaining(), CLUSTER - within));
    long host = map.host(guest);
    if (host != 0) {
      ChannelIo.writeFully(channel, part, host * CLUSTER + within);
    } else if (!Zeros.all(part)) {
      if (part.capacity() == CLUSTER) {
        part = data.slice(data.position(), runOfNew(guest, data) * CLUSTER);
        append(guest, part);
      } else {
        append(guest, padded(within, part));
      }
    }
    return part.capacity();
  }

  private ByteBuffer padded(int within, ByteBuffer part) {
    Zeros.fill(scratch.clear());
    return scratch.put(within, part, part.position(), part.remaining()).flip();
  }

  /** How many whole clusters from here on are neither zero nor mapped, under one L2 table. */
  private int runOfNew(long guest, ByteBuffer data) throws IOException {
    int most = data.remaining() / CLUSTER;
    int run = 1;
    while (run < most
        && Qcow2Map.tableOf(guest + run) == Qcow2Map.tableOf(guest)
        && map.host(guest + run) == 0
        && !Zeros.all(data, data.position() + run * CLUSTER, CLUSTER)) {
      run++;
    }
    return run;
  }

  private void append(long guest, ByteBuffer clusters) throws IOException {
    int table = Qcow2Map.tableOf(guest);
    if (!map.hasTable(table)) {
      long place = next++;
      map.addTable(table, place);
      log.add(AllocationLog.Run.table(table, place));
    }
    int count = clusters.remaining() / CLUSTER;
    long host = next;
    ChannelIo.writeFully(channel, clusters, host * CLUSTER);
    next += count;
    map.map(guest, host, count);
    log.add(new AllocationLog.Run(guest, host, count));
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    long at = offset;
    int end = target.limit();
    while (target.hasRemaining()) {
      int within = (int) (at % CLUSTER);
      int length = Math.min(end - target.position(), CLUSTER - within);
      target.limit(target.position() + length);
      long host = map.host(at / CLUSTER);
      if (host == 0) {
        Zeros.fill(target);
      } else {
        ChannelIo.readFully(channel, target, host * CLUSTER + within, "a cluster");
      }
      target.limit(end);
      at += length;
    }
  }

  @Override
  public boolean knownZero(long offset, long length) throws IOException {
    for (long guest = offset / CLUSTER; guest * CLUSTER < offset + length; guest++) {
      if (map.host(guest) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long flush() throws IOException {
    channel.force(false);
    log.sync();
    return ALL;
  }

  @Override
  public void finish() throws IOException {
    Qcow2Metadata.write(channel, map, next, capacity);
    finished = true;
    log.close();
    Files.deleteIfExists(AllocationLog.beside(image));
    ChannelIo.syncFolderOf(image);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      log.close();
    }
  }
}
