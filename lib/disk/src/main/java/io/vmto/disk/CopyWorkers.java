package io.vmto.disk;

import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a pass and the leaves that go round between it and them: their number is the
 * memory a pass takes and its back-pressure. Closing waits for what is running.
 */
final class CopyWorkers implements AutoCloseable {
  /** No pass has more than this many leaves in memory, decoded. */
  static final int MOST_JOBS = 8;

  private static final int SPARE_JOBS = 3;

  private final Arena arena = Arena.ofShared();
  private final ExecutorService threads;
  private final ArrayDeque<LeafJob> idle = new ArrayDeque<>();
  private final BlockingQueue<LeafJob> finished = new LinkedBlockingQueue<>();
  private int busy;

  CopyWorkers(int connections, BlockSink sink, LeafWriter writer, @Nullable GranuleFile granules) {
    int count = threads(connections);
    threads = Executors.newFixedThreadPool(count, Thread.ofPlatform().name("copy-", 1).factory());
    for (int i = 0; i < jobs(connections); i++) {
      idle.add(new LeafJob(LeafBuffer.allocate(arena), sink, writer, granules));
    }
  }

  /** Two more than processors, because each now and then waits for a disk. */
  static int threads(int connections) {
    int busy = Runtime.getRuntime().availableProcessors() + 2;
    return Math.min(MOST_JOBS, Math.max(connections, busy));
  }

  private static int jobs(int connections) {
    return Math.min(MOST_JOBS, threads(connections) + SPARE_JOBS);
  }

  /** The memory of a pass in bytes: a leaf per job, and as much for what it is unpacked from. */
  static long memory(int connections) {
    return 2L * Leaf.SIZE * jobs(connections);
  }

  /** A job to prepare, or null when all are busy. */
  @Nullable LeafJob idle() {
    return idle.poll();
  }

  void start(LeafJob job) {
    busy++;
    threads.execute(
        () -> {
          job.run();
          finished.add(job);
        });
  }

  boolean busy() {
    return busy > 0;
  }

  /** A job that has run, or null when there is none yet. */
  @Nullable LeafJob poll() {
    return counted(finished.poll());
  }

  /** Waits for a job that has run; only while {@link #busy}. */
  LeafJob await() throws InterruptedIOException {
    try {
      LeafJob job = finished.take();
      busy--;
      return job;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while copying");
    }
  }

  private @Nullable LeafJob counted(@Nullable LeafJob job) {
    if (job != null) {
      busy--;
    }
    return job;
  }

  /** Takes a job back that was settled, or not used. */
  void release(LeafJob job) {
    idle.push(job);
  }

  @Override
  public void close() {
    threads.close();
    arena.close();
  }
}
