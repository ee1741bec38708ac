package io.vmto.disk;

/**
 * Which granules of a leaf a piece has content for, as masks with the first granule in the lowest
 * bit. Its ranges do not overlap.
 */
public final class Cover {
  private final int length;
  private final int[] bytes = new int[Long.SIZE];

  /**
   * Of nothing yet.
   *
   * @param length the leaf's true length
   */
  public Cover(int length) {
    this.length = length;
  }

  /** Adds a range that begins so many bytes into the leaf. */
  public Cover add(int within, int count) {
    for (int at = within; at < within + count; ) {
      int next = Math.min(within + count, (at / Leaf.GRANULE + 1) * Leaf.GRANULE);
      bytes[at / Leaf.GRANULE] += next - at;
      at = next;
    }
    return this;
  }

  /** The granules of which the piece has at least a byte. */
  long touched() {
    long mask = 0;
    for (int i = 0; i < bytes.length; i++) {
      mask |= bytes[i] > 0 ? 1L << i : 0;
    }
    return mask;
  }

  /** The granules of which it has every byte. */
  long filled() {
    long mask = 0;
    for (int i = 0; i < Leaf.granules(length); i++) {
      mask |= bytes[i] == Leaf.granuleLength(length, i) ? 1L << i : 0;
    }
    return mask;
  }

  /** Whether it has the leaf to its last byte. */
  boolean whole() {
    return filled() == Leaf.allGranules(length);
  }
}
