package io.vmto.disk;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of memory that all passes of a process may use together. Reservations are granted in
 * the order they were asked for, so that a large one is not starved by small ones. Thread-safe.
 */
public final class MemoryBudget {
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Object> line = new ArrayDeque<>();
  private final long total;
  private long used;

  public MemoryBudget(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("A memory budget of " + bytes + " bytes");
    }
    this.total = bytes;
  }

  /** Bytes that are one holder's until it is closed; closing twice is closing once. */
  public final class Reservation implements AutoCloseable {
    private final long bytes;
    private boolean held = true;

    private Reservation(long bytes) {
      this.bytes = bytes;
    }

    public long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (held) {
          held = false;
          used -= bytes;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Blocks until the bytes are free and everybody who asked before has been served. */
  public Reservation reserve(long bytes) throws InterruptedIOException {
    Reservation reservation = reserve(bytes, () -> false);
    if (reservation == null) {
      throw new AssertionError("stopped by nobody");
    }
    return reservation;
  }

  /**
   * Blocks until the bytes are free and everybody who asked before has been served.
   *
   * @param stop asked about every 100 ms while waiting; must be quick
   * @return null when it was stopped: nothing is reserved
   * @throws IllegalArgumentException if the whole budget is smaller
   * @throws InterruptedIOException if the thread is interrupted, which it then still is
   */
  public @Nullable Reservation reserve(long bytes, BooleanSupplier stop)
      throws InterruptedIOException {
    if (bytes < 0 || bytes > total) {
      throw new IllegalArgumentException(bytes + " bytes of a budget of " + total);
    }
    Object ticket = new Object();
    lock.lock();
    try {
      line.add(ticket);
      while (!stop.getAsBoolean()) {
        if (line.peek() == ticket && bytes <= total - used) {
          used += bytes;
          return new Reservation(bytes);
        }
        long unused = changed.awaitNanos(ASK_NANOS);
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for memory");
    } finally {
      line.remove(ticket);
      changed.signalAll();
      lock.unlock();
    }
  }

  /** Bytes in all. */
  public long total() {
    return total;
  }

  /** Bytes reserved now. */
  public long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** How many reservations wait now. */
  public int waiting() {
    lock.lock();
    try {
      return line.size();
    } finally {
      lock.unlock();
    }
  }
}
