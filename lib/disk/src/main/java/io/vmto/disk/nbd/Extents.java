package io.vmto.disk.nbd;

import java.util.List;

/** Lists of extents that follow one another without gaps. */
final class Extents {
  private Extents() {}

  /** Adds the extent, joined with the last one where that says the same. */
  static void append(List<NbdExtent> extents, NbdExtent next) {
    if (!extents.isEmpty() && extents.getLast().flags() == next.flags()) {
      NbdExtent last = extents.removeLast();
      extents.add(new NbdExtent(last.offset(), last.length() + next.length(), last.flags()));
    } else {
      extents.add(next);
    }
  }
}
