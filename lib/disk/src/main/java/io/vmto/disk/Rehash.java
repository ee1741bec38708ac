package io.vmto.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Reads a whole disk again, for proof: the manifest of what is really there. Blocks. */
public final class Rehash {
  private final BlockReader disk;
  private final long capacity;
  private final LongConsumer progress;
  private final Manifest.Builder leaves;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean failed = new AtomicBoolean();
  private long done;

  private Rehash(BlockReader disk, long capacity, LongConsumer progress) {
    this.disk = disk;
    this.capacity = capacity;
    this.progress = progress;
    this.leaves = new Manifest.Builder(capacity);
  }

  /** The leaves of [0, capacity); the consumer is told the bytes done so far, by any thread. */
  public static Manifest of(BlockReader disk, LongConsumer progress) throws IOException {
    return of(disk, disk.capacity(), progress);
  }

  /**
   * The leaves of [0, capacity) of a target that may be larger (LVM and ZFS round up), whose tail
   * must read zero. A smaller target or a tail with content is a DiskFormatException.
   */
  public static Manifest of(BlockReader disk, long capacity, LongConsumer progress)
      throws IOException {
    if (disk.capacity() < capacity) {
      throw DiskFormatException.truncated(
          "the disk is smaller than the " + capacity + " bytes it should hold", disk.capacity());
    }
    Rehash rehash = new Rehash(disk, capacity, progress);
    rehash.run();
    rehash.requireZeros();
    return rehash.leaves.build();
  }

  private void run() throws IOException {
    int threads = CopyWorkers.threads(disk.connections());
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("rehash-", 1).factory())) {
      for (int i = 0; i < threads; i++) {
        workers.add(
            pool.submit(
                () -> {
                  hashLeaves();
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        join(worker);
      }
    }
  }

  private void hashLeaves() throws IOException {
    boolean ended = false;
    try (Arena arena = Arena.ofShared()) {
      ByteBuffer buffer = LeafBuffer.allocate(arena);
      int count = Leaf.count(capacity);
      for (int i = next.getAndIncrement(); i < count && !failed.get(); i = next.getAndIncrement()) {
        int length = Leaf.length(capacity, i);
        leaves.set(i, hash(Leaf.offset(i), buffer.clear().limit(length)), 0);
        report(length);
      }
      ended = true;
    } finally {
      if (!ended) {
        failed.set(true);
      }
    }
  }

  private synchronized void report(int length) {
    done += length;
    progress.accept(done);
  }

  private byte[] hash(long offset, ByteBuffer buffer) throws IOException {
    if (disk.knownZero(offset, buffer.remaining())) {
      return Leaf.zero(buffer.remaining());
    }
    disk.read(offset, buffer);
    return Leaf.of(buffer.flip());
  }

  private static void join(Future<?> worker) throws IOException {
    try {
      worker.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while reading a disk again");
    } catch (ExecutionException e) {
      throw ChannelIo.rethrown(e.getCause());
    }
  }

  private void requireZeros() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Leaf.SIZE);
    for (long at = capacity; at < disk.capacity(); at += buffer.capacity()) {
      int length = (int) Math.min(buffer.capacity(), disk.capacity() - at);
      if (disk.knownZero(at, length)) {
        continue;
      }
      disk.read(at, buffer.clear().limit(length));
      if (!Zeros.all(buffer.flip())) {
        throw DiskFormatException.corrupt("the disk has content past its end", at);
      }
    }
  }
}
