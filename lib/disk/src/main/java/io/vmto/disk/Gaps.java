package io.vmto.disk;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Room amid an image that holds nothing. For one thread at a time. */
final class Gaps {
  private final Deque<Manifest.Range> gaps = new ArrayDeque<>();

  /** Adds a range behind those that were added before. */
  void add(long offset, long length) {
    Manifest.Range last = gaps.peekLast();
    if (last != null && last.offset() + last.length() == offset) {
      gaps.removeLast();
      gaps.addLast(new Manifest.Range(last.offset(), last.length() + length));
    } else {
      gaps.addLast(new Manifest.Range(offset, length));
    }
  }

  /** Takes a range of at most so many bytes, or null when there is none. */
  Manifest.@Nullable Range take(long most) {
    Manifest.Range gap = gaps.poll();
    if (gap == null || gap.length() <= most) {
      return gap;
    }
    gaps.push(new Manifest.Range(gap.offset() + most, gap.length() - most));
    return new Manifest.Range(gap.offset(), most);
  }
}
