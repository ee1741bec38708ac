package io.vmto.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where the next content of an image goes: into gaps that hold nothing, else to its end. */
final class Room {
  private final ImageStorage storage;
  private final Deque<Manifest.Range> gaps = new ArrayDeque<>();
  private long end;

  Room(ImageStorage storage, long end) {
    this.storage = storage;
    this.end = end;
  }

  synchronized long end() {
    return end;
  }

  /** Adds a gap behind those that were added before. */
  synchronized void addGap(long offset, long length) {
    Manifest.Range last = gaps.peekLast();
    if (last != null && last.offset() + last.length() == offset) {
      gaps.removeLast();
      gaps.addLast(new Manifest.Range(last.offset(), last.length() + length));
    } else {
      gaps.addLast(new Manifest.Range(offset, length));
    }
  }

  /** Takes a gap of at most so many bytes, or where there is none so many at the end. */
  Manifest.Range take(int most, int alignment) throws IOException {
    synchronized (this) {
      Manifest.Range gap = gaps.poll();
      if (gap != null && gap.length() <= most) {
        return gap;
      }
      if (gap != null) {
        gaps.push(new Manifest.Range(gap.offset() + most, gap.length() - most));
        return new Manifest.Range(gap.offset(), most);
      }
    }
    return new Manifest.Range(append(most, alignment), most);
  }

  /** Takes so many bytes at the end; what lies before them for alignment's sake is filled. */
  long append(int length, int alignment) throws IOException {
    long before;
    long place;
    synchronized (this) {
      before = end;
      place = (before + alignment - 1) / alignment * alignment;
      end = place + length;
    }
    if (place > before) {
      storage.write(before, Zeros.run(place - before));
    }
    return place;
  }
}
