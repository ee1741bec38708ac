package io.vmto.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes leaves durable beside the copying: the sink is flushed, the journal synced, the checkpoint
 * told, in that order and on a thread of its own. Used by the pass's thread only.
 */
final class Checkpoints implements AutoCloseable {
  /**
   * Content between two checkpoints. While one is being made as much again may be copied, so with
   * what is in the workers' hands no more than 64 MiB are lost.
   */
  static final long INTERVAL_BYTES = ((64L << 20) - (long) CopyWorkers.MOST_JOBS * Leaf.SIZE) / 2;

  private final CopyPass pass;
  private final LeafJournal journal;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("checkpoint").factory());
  private final Map<Integer, Written> pending = new LinkedHashMap<>();
  private @Nullable Future<List<Written>> running;
  private long bytes;
  private long last = System.nanoTime();

  /** A leaf that is in the sink; durable once a flush reaches its mark. */
  static final class Written {
    final int index;
    final byte[] hash;
    final long mark;

    Written(int index, byte[] hash, long mark) {
      this.index = index;
      this.hash = hash;
      this.mark = mark;
    }
  }

  Checkpoints(CopyPass pass, LeafJournal journal) {
    this.pass = pass;
    this.journal = journal;
  }

  void add(Written leaf) {
    pending.put(leaf.index, leaf);
  }

  /** Notes content that a crash would have copied again. */
  void moved(long length) {
    bytes += length;
  }

  /** Starts a checkpoint when it is time, after the one before. */
  void keep(Counters counters) throws IOException {
    if (bytes >= INTERVAL_BYTES || System.nanoTime() - last >= pass.checkpointNanos) {
      start(counters);
    }
  }

  /** Makes a checkpoint of everything the sink can make durable, and waits for it. */
  void finish(Counters counters) throws IOException {
    start(counters);
    join();
  }

  private void start(Counters counters) throws IOException {
    join();
    List<Written> leaves = List.copyOf(pending.values());
    pending.clear();
    bytes = 0;
    last = System.nanoTime();
    running = thread.submit(() -> make(leaves, counters));
  }

  /** Returns the leaves that the flush did not reach. */
  private List<Written> make(List<Written> leaves, Counters counters) throws IOException {
    List<Written> left = new ArrayList<>();
    if (!leaves.isEmpty()) {
      long reached = pass.sink.flush();
      List<Written> durable = new ArrayList<>();
      leaves.forEach(leaf -> (leaf.mark <= reached ? durable : left).add(leaf));
      journal.append(durable);
    }
    pass.checkpoint.reached(counters);
    return left;
  }

  private void join() throws IOException {
    Future<List<Written>> made = running;
    if (made == null) {
      return;
    }
    running = null;
    try {
      made.get().forEach(leaf -> pending.putIfAbsent(leaf.index, leaf));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted at a checkpoint");
    } catch (ExecutionException e) {
      throw ChannelIo.rethrown(e.getCause());
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
