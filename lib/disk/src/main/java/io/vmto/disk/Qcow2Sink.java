package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes a qcow2 version 3 image (QEMU, docs/interop/qcow2.txt) with clusters of 64 KiB: content is
 * appended as it comes and never written over (but for what an earlier attempt left and nothing
 * names), tables and refcounts follow in {@link #finish}, the header last, so that an unfinished
 * image is never taken for a whole one. Zeros take no space. An unfinished image has a log of its
 * allocations, from which {@link #resume} goes on and which {@link #finish} removes.
 */
public final class Qcow2Sink implements BlockSink, BlockReader {
  static final int CLUSTER_BITS = 16;
  static final int CLUSTER = 1 << CLUSTER_BITS;

  private final ImageStorage storage;
  private final Path name;
  private final AllocationLog log;
  private final Qcow2Map map;
  private final long capacity;
  private final boolean fresh;
  private final @Nullable ZstdClusters zstd;
  private final Room room;
  private boolean finished;

  private Qcow2Sink(Qcow2Draft draft, AllocationLog log, boolean fresh, boolean compress) {
    this.storage = draft.storage;
    this.name = draft.name;
    this.map = draft.map;
    this.capacity = draft.capacity;
    this.room = new Room(draft.storage, draft.next);
    this.log = log;
    this.fresh = fresh;
    this.zstd = compress ? new ZstdClusters() : null;
  }

  /** Starts an image in a file over, whatever stood there. */
  public static Qcow2Sink create(Path image, long capacity) throws IOException {
    return create(FileImage.open(image), image, capacity, false);
  }

  /**
   * Starts an image over, whatever stood there. The storage is closed with the sink.
   *
   * @param name what the log and scratch files are called, in a folder of this machine
   * @param compress whether to compress the clusters with zstd
   */
  public static Qcow2Sink create(ImageStorage storage, Path name, long capacity, boolean compress)
      throws IOException {
    try {
      Qcow2Draft draft = new Qcow2Draft(storage, name, capacity);
      draft.next = storage.cut(storage.dataStart());
      return new Qcow2Sink(draft, AllocationLog.create(name, capacity), true, compress);
    } catch (IOException | RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  /**
   * Goes on with an unfinished image in a file as it was at its last {@link #flush}; where there is
   * none that can be gone on with, starts over, and then {@link #readsZero} says so.
   */
  public static Qcow2Sink resume(Path image, long capacity) throws IOException {
    return Files.exists(image)
        ? resume(FileImage.open(image), image, capacity, false)
        : create(image, capacity);
  }

  /** Goes on with an unfinished image; see the others for what the parameters are. */
  public static Qcow2Sink resume(ImageStorage storage, Path name, long capacity, boolean compress)
      throws IOException {
    Qcow2Draft draft = new Qcow2Draft(storage, name, capacity);
    AllocationLog log;
    try {
      log = AllocationLog.resume(name, capacity, draft::replay);
      if (log != null) {
        draft.next = storage.cut(draft.next);
        return new Qcow2Sink(draft, log, false, compress);
      }
    } catch (IOException | RuntimeException e) {
      storage.close();
      throw e;
    }
    return create(storage, name, capacity, compress);
  }

  @Override
  public long capacity() {
    return capacity;
  }

  @Override
  public int connections() {
    return storage.connections();
  }

  @Override
  public boolean readsZero() {
    return fresh;
  }

  /** Takes the other leaves out of the map, and notes which clusters of a file are free then. */
  @Override
  public synchronized void keep(IntPredicate leaves) throws IOException {
    for (int leaf = 0; leaf < Leaf.count(capacity); leaf++) {
      if (!leaves.test(leaf)) {
        long from = Leaf.offset(leaf) / CLUSTER;
        for (int i = 0; i < Leaf.granules(Leaf.length(capacity, leaf)); i++) {
          unmap(from + i);
        }
      }
    }
    if (storage.rewritable()) {
      for (long host = storage.dataStart() / CLUSTER; host < room.end() / CLUSTER; host++) {
        if (!map.used(host)) {
          room.addGap(host * CLUSTER, CLUSTER);
        }
      }
    }
  }

  @Override
  public void write(long offset, ByteBuffer data) throws IOException {
    checkOpen(offset, data.remaining());
    long at = offset;
    while (data.hasRemaining()) {
      int within = (int) (at % CLUSTER);
      int length;
      if (within == 0 && data.remaining() >= CLUSTER) {
        length = data.remaining() / CLUSTER * CLUSTER;
        append(at / CLUSTER, data.slice(data.position(), length));
      } else {
        length = Math.min(data.remaining(), CLUSTER - within);
        append(at / CLUSTER, merged(at, data.slice(data.position(), length)));
      }
      data.position(data.position() + length);
      at += length;
    }
  }

  private synchronized void checkOpen(long offset, long length) {
    if (finished) {
      throw new IllegalStateException("The image is finished");
    }
    Objects.checkFromIndexSize(offset, length, capacity);
  }

  /** A whole cluster: the part, and what is around it now. */
  private ByteBuffer merged(long offset, ByteBuffer part) throws IOException {
    ByteBuffer cluster = ByteBuffer.allocateDirect(CLUSTER);
    long start = offset / CLUSTER * CLUSTER;
    read(start, cluster.limit((int) Math.min(CLUSTER, capacity - start)));
    return cluster.clear().put((int) (offset - start), part, 0, part.remaining());
  }

  private void append(long guest, ByteBuffer clusters) throws IOException {
    if (zstd == null) {
      appendPlain(guest, clusters);
    } else {
      zstd.pack(
          clusters,
          (from, count) -> appendPlain(guest + from, slice(clusters, from, count)),
          (from, packed, lengths) -> appendPacked(guest + from, packed, lengths));
    }
  }

  private static ByteBuffer slice(ByteBuffer clusters, int from, int count) {
    return clusters.slice(from * CLUSTER, count * CLUSTER);
  }

  private void appendPlain(long guest, ByteBuffer clusters) throws IOException {
    for (int done = 0; done < clusters.remaining(); ) {
      Manifest.Range place = room.take(clusters.remaining() - done, CLUSTER);
      int length = (int) place.length();
      storage.write(place.offset(), clusters.slice(clusters.position() + done, length));
      long at = guest + done / CLUSTER;
      commit(AllocationLog.Run.plain(at, place.offset() / CLUSTER, length / CLUSTER));
      done += length;
    }
  }

  private void appendPacked(long guest, ByteBuffer packed, int[] lengths) throws IOException {
    long place = room.append(packed.remaining(), ZstdClusters.SECTOR);
    storage.write(place, packed);
    for (int i = 0; i < lengths.length; i++) {
      commit(AllocationLog.Run.packed(guest + i, Qcow2Map.compressed(place, lengths[i])));
      place += lengths[i];
    }
  }

  private synchronized void commit(AllocationLog.Run run) throws IOException {
    run.applyTo(map);
    log.add(run);
  }

  /** Takes clusters out of the map; the parts of clusters at the ends are written as zeros. */
  @Override
  public void zero(long offset, long length) throws IOException {
    checkOpen(offset, length);
    long end = offset + length;
    for (long at = offset; at < end; ) {
      long to = Math.min(end, (at / CLUSTER + 1) * CLUSTER);
      boolean whole = at % CLUSTER == 0 && (to % CLUSTER == 0 || to == capacity);
      if (whole) {
        unmap(at / CLUSTER);
      } else if (!knownZero(at, to - at)) {
        write(at, Zeros.run(to - at));
      }
      at = to;
    }
  }

  private synchronized void unmap(long guest) throws IOException {
    if (map.entry(guest) != 0) {
      commit(AllocationLog.Run.packed(guest, 0));
    }
  }

  @Override
  public void read(long offset, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(offset, target.remaining(), capacity);
    long at = offset;
    int end = target.limit();
    while (target.hasRemaining()) {
      int within = (int) (at % CLUSTER);
      int length = Math.min(end - target.position(), CLUSTER - within);
      readCluster(entry(at / CLUSTER), within, target.limit(target.position() + length));
      target.limit(end);
      at += length;
    }
  }

  private synchronized long entry(long guest) throws IOException {
    return map.entry(guest);
  }

  private void readCluster(long entry, int within, ByteBuffer target) throws IOException {
    if (entry == 0) {
      Zeros.fill(target);
    } else if (zstd != null && (entry & Qcow2Map.COMPRESSED) != 0) {
      long offset = Qcow2Map.compressedOffset(entry);
      ByteBuffer packed = ByteBuffer.allocateDirect(Qcow2Map.compressedLength(entry));
      storage.read(offset, packed);
      target.put(
          ZstdClusters.unpack(packed.flip(), CLUSTER, offset).slice(within, target.remaining()));
    } else {
      storage.read((entry & ~Qcow2Map.COPIED) + within, target);
    }
  }

  @Override
  public synchronized boolean knownZero(long offset, long length) throws IOException {
    for (long guest = offset / CLUSTER; guest * CLUSTER < offset + length; guest++) {
      if (map.entry(guest) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long mark() {
    return room.end();
  }

  @Override
  public boolean zeroesCheaply() {
    return true;
  }

  @Override
  public long flush() throws IOException {
    var written = log.taken();
    long durable = storage.flush();
    log.sync(written, durable);
    return durable;
  }

  @Override
  public void finish() throws IOException {
    long end = room.append(0, CLUSTER);
    synchronized (this) {
      finished = true;
    }
    Qcow2Metadata.write(storage, map, end / CLUSTER, capacity, zstd != null);
    log.close();
    Files.deleteIfExists(AllocationLog.beside(name));
    ChannelIo.syncFolderOf(name);
  }

  @Override
  public void close() throws IOException {
    try (storage;
        map;
        log) {
      // All are closed on the way out.
    }
  }
}
