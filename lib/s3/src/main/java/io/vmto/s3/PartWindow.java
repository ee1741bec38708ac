package io.vmto.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an image that are in memory, a bounded number of them. They are opened strictly in
 * order: whoever owes bytes to the lowest one is then never kept waiting for a higher one, so that
 * it fills up, is sent, and makes room. For any number of threads.
 */
final class PartWindow {
  private static final long STALL_MINUTES = 30;

  /** A part that is being filled or sent. */
  static final class Held {
    final int number;
    final byte[] data;
    private int written;
    private int end;

    private Held(int number, byte[] data) {
      this.number = number;
      this.data = data;
    }

    /** Bytes from its start to the last one that was written. */
    int length() {
      return end;
    }
  }

  private final int size;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final TreeMap<Integer, Held> held = new TreeMap<>();
  private final Deque<byte[]> free = new ArrayDeque<>();
  private int next;
  private @Nullable IOException failure;

  /**
   * @param size bytes of a part
   * @param most how many parts are in memory at once
   * @param next the first part that is not stored yet
   */
  PartWindow(int size, int most, int next) {
    this.size = size;
    this.most = most;
    this.next = next;
  }

  /**
   * Takes the data's remaining bytes, all of one part; waits until there is room. Hands out the
   * part once, to the one whose bytes filled it.
   */
  Optional<Held> write(int number, int within, ByteBuffer data) throws IOException {
    var part = enter(number);
    int length = data.remaining();
    data.get(part.data, within, length);
    lock.lock();
    try {
      part.written += length;
      part.end = Math.max(part.end, within + length);
      return part.written == size ? Optional.of(part) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Held enter(int number) throws IOException {
    lock.lock();
    try {
      while (true) {
        check();
        var part = held.get(number);
        if (part != null && part.written < size) {
          return part;
        }
        if (number < next) {
          throw new IOException("Part " + number + " is complete: a byte is written once");
        }
        if (held.size() < most) {
          open();
        } else {
          await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Opens the next part, be it for somebody else who is about to come for it. */
  private void open() {
    var data = free.poll();
    held.put(next, new Held(next, data == null ? new byte[size] : data));
    next++;
    moved.signalAll();
  }

  /** Hands out the last part if it is not full; everything before it must be. */
  Optional<Held> last() throws IOException {
    lock.lock();
    try {
      check();
      var open = held.values().stream().filter(part -> part.written < size).toList();
      for (var part : open) {
        boolean mayBeShort = part.number == next - 1;
        if (part.written != (mayBeShort ? part.end : size)) {
          throw new IOException("Not every byte of part " + part.number + " was written");
        }
      }
      return open.stream().findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Copies from a part that is still in memory; false when it is not. */
  boolean read(int number, int within, ByteBuffer target, int length) {
    lock.lock();
    try {
      var part = held.get(number);
      if (part != null) {
        target.put(part.data, within, length);
      }
      return part != null;
    } finally {
      lock.unlock();
    }
  }

  /** The first part that is not stored; all below it are. */
  int unstored() throws IOException {
    lock.lock();
    try {
      check();
      return held.isEmpty() ? next : held.firstKey();
    } finally {
      lock.unlock();
    }
  }

  void stored(Held part) {
    lock.lock();
    try {
      held.remove(part.number);
      free.push(part.data);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends every wait, the present and the future ones, with this failure; the first one counts. */
  void fail(IOException thrown) {
    lock.lock();
    try {
      if (failure == null) {
        failure = thrown;
      }
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all parts that were opened are stored. */
  void drain() throws IOException {
    lock.lock();
    try {
      check();
      while (!held.isEmpty()) {
        await();
        check();
      }
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its callers look again
  private void await() throws IOException {
    try {
      if (!moved.await(STALL_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("No part was stored for " + STALL_MINUTES + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a part was being stored");
    }
  }

  private void check() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }
}
