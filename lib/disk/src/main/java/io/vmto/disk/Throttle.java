package io.vmto.disk;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A limit in bytes a second that any number of passes share: a token bucket whose debt the next
 * taker waits for, so that a request of any size passes and the rate holds on average. Takers are
 * served in the order they came, one request each, hence passes with blocks of one size get equal
 * shares. Thread-safe.
 */
public final class Throttle {
  /**
   * How much unused time counts: a burst after a pause is at most this long a piece of the rate.
   */
  private static final double BURST_SECONDS = 0.25;

  /** A stop is a question, not a signal, so it is asked this often. */
  private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Object> line = new ArrayDeque<>();
  private final Time time;
  private volatile long limit;
  private double balance;
  private long countedAt;

  /** Monotonic time, and waiting by it. */
  interface Time {
    long nanos();

    void await(Condition condition, long nanos) throws InterruptedException;
  }

  private static final class SystemTime implements Time {
    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    public void await(Condition condition, long nanos) throws InterruptedException {
      long unused = condition.awaitNanos(nanos);
    }
  }

  /** A throttle of this many bytes a second; 0 is no limit. */
  public Throttle(long limit) {
    this(limit, new SystemTime());
  }

  Throttle(long limit, Time time) {
    this.time = time;
    this.limit = checked(limit);
    this.countedAt = time.nanos();
  }

  /** Bytes a second, 0 when there is no limit. */
  public long limit() {
    return limit;
  }

  /** From now on this many bytes a second, 0 for no limit; whoever waits feels it at once. */
  public void limit(long bytesPerSecond) {
    lock.lock();
    try {
      count();
      limit = checked(bytesPerSecond);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Blocks until these bytes may pass.
   *
   * @param stop asked about every 100 ms while waiting; must be quick
   * @return false when it was stopped: nothing was taken
   * @throws InterruptedIOException if the thread is interrupted, which it then still is
   */
  public boolean take(long bytes, BooleanSupplier stop) throws InterruptedIOException {
    if (limit == 0) {
      return true;
    }
    Object ticket = new Object();
    lock.lock();
    try {
      line.add(ticket);
      while (!stop.getAsBoolean()) {
        long wait = line.peek() == ticket ? untilFree() : ASK_NANOS;
        if (wait == 0) {
          balance -= bytes;
          return true;
        }
        time.await(changed, Math.min(wait, ASK_NANOS));
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for bandwidth");
    } finally {
      line.remove(ticket);
      changed.signalAll();
      lock.unlock();
    }
  }

  private long untilFree() {
    count();
    return limit == 0 || balance >= 0 ? 0 : (long) Math.ceil(-balance * 1e9 / limit);
  }

  private void count() {
    long now = time.nanos();
    balance = Math.min(balance + (now - countedAt) / 1e9 * limit, BURST_SECONDS * limit);
    countedAt = now;
  }

  private static long checked(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("A limit of " + bytesPerSecond + " bytes a second");
    }
    return bytesPerSecond;
  }
}
