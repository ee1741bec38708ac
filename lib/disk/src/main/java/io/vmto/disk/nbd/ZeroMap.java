package io.vmto.disk.nbd;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where an export reads as zeros, by {@code base:allocation}. What the server said is kept for the
 * few windows asked about last, so that a disk read in order costs a round trip per window.
 */
final class ZeroMap {
  private static final long WINDOW = 128 << 20;
  private static final int WINDOWS = 4;

  private final Session session;
  private final boolean able;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Window> windows = new LinkedHashMap<>(WINDOWS, 1, true);

  ZeroMap(Session session) {
    this.session = session;
    this.able = session.export().contexts().containsKey(Nbd.ALLOCATION);
  }

  /** Whether all of the range does, as far as the server knows. */
  boolean zero(long offset, long length) throws IOException {
    if (!able || length == 0) {
      return false;
    }
    long end = offset + length;
    lock.lock();
    try {
      for (long at = offset; at < end; ) {
        long known = window(at).zerosEnd(at);
        if (known == at) {
          return false;
        }
        at = known;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** To be called after a write: the range holds something. */
  void written(long offset, long length) {
    lock.lock();
    try {
      windows.values().forEach(window -> window.cut(offset, offset + length));
    } finally {
      lock.unlock();
    }
  }

  /** To be called after any other change: the server is asked again about the range. */
  void forget(long offset, long length) {
    lock.lock();
    try {
      windows
          .entrySet()
          .removeIf(each -> each.getKey() < offset + length && each.getValue().end > offset);
    } finally {
      lock.unlock();
    }
  }

  private Window window(long at) {
    long start = at - at % WINDOW;
    Window window = windows.computeIfAbsent(start, Window::new);
    if (windows.size() > WINDOWS) {
      windows.remove(windows.keySet().iterator().next());
    }
    return window;
  }

  /** Asks for as much as is needed, in order; the server decides how much it tells at a time. */
  private final class Window {
    private final long end;
    private long known;
    private final NavigableMap<Long, Long> zeros = new TreeMap<>();

    Window(long start) {
      this.known = start;
      this.end = Math.min(start + WINDOW, session.export().capacity());
    }

    /** Where the zeros end that {@code at} is among, or {@code at}. */
    long zerosEnd(long at) throws IOException {
      while (known <= at) {
        learn();
      }
      Map.Entry<Long, Long> run = zeros.floorEntry(at);
      return run == null ? at : Math.max(at, run.getValue());
    }

    private void learn() throws IOException {
      for (NbdExtent each : session.status(Nbd.ALLOCATION, known, (int) (end - known))) {
        if (each.zero()) {
          add(each);
        }
        known = each.end();
      }
    }

    private void add(NbdExtent extent) {
      Map.Entry<Long, Long> last = zeros.lastEntry();
      boolean joins = last != null && last.getValue() == extent.offset();
      zeros.put(joins ? last.getKey() : extent.offset(), extent.end());
    }

    /** Cuts a range out of the zeros. */
    void cut(long from, long to) {
      Map.Entry<Long, Long> before = zeros.floorEntry(from);
      long last = before == null ? from : before.getValue();
      if (before != null && last > from) {
        zeros.put(before.getKey(), from);
        if (before.getKey() == from) {
          zeros.remove(from);
        }
        if (last > to) {
          zeros.put(to, last);
        }
      }
      NavigableMap<Long, Long> inside = zeros.subMap(from, true, to, false);
      Map.Entry<Long, Long> end = inside.lastEntry();
      inside.clear();
      if (end != null && end.getValue() > to) {
        zeros.put(to, end.getValue());
      }
    }
  }
}
