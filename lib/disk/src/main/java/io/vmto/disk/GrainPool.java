package io.vmto.disk;

import java.util.ArrayDeque;
import java.util.Deque;

/** The batches and inflaters of one stream, which go round between its reader and the workers. */
final class GrainPool implements AutoCloseable {
  private final long capacity;
  private final int grainBytes;
  private final Deque<GrainBatch> batches = new ArrayDeque<>();
  private final Deque<Inflation> inflaters = new ArrayDeque<>();
  private boolean closed;

  GrainPool(long capacity, int grainBytes) {
    this.capacity = capacity;
    this.grainBytes = grainBytes;
  }

  synchronized GrainBatch batch(int leaf) {
    GrainBatch free = batches.poll();
    return (free == null ? new GrainBatch(this, capacity, grainBytes) : free).reset(leaf);
  }

  synchronized void giveBack(GrainBatch batch) {
    if (closed) {
      batch.free();
    } else {
      batches.push(batch);
    }
  }

  /** An inflater, to be given back. */
  synchronized Inflation inflation() {
    Inflation free = inflaters.poll();
    return free == null ? Inflation.of(Inflation.Wrapping.ZLIB) : free;
  }

  synchronized void giveBack(Inflation inflation) {
    if (closed) {
      inflation.close();
    } else {
      inflaters.push(inflation);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    batches.forEach(GrainBatch::free);
    inflaters.forEach(Inflation::close);
    batches.clear();
    inflaters.clear();
  }
}
