package io.vmto.bench.api;

import java.util.Arrays;

/** Times of one kind, in nanoseconds. */
final class Figures {
  private long[] times = new long[1 << 12];
  private int count;

  synchronized void add(long nanos) {
    if (count == times.length) {
      times = Arrays.copyOf(times, count * 2);
    }
    times[count++] = nanos;
  }

  synchronized void clear() {
    count = 0;
  }

  synchronized int count() {
    return count;
  }

  /** The time within which so many of a hundred are, in milliseconds. */
  synchronized double within(int percent) {
    if (count == 0) {
      return Double.NaN;
    }
    var sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    int place = (int) Math.ceil(count * percent / 100.0) - 1;
    return sorted[Math.max(0, place)] / 1e6;
  }
}
