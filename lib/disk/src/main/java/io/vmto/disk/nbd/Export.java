package io.vmto.disk.nbd;

import java.net.ProtocolException;
import java.util.Map;

/**
 * What a server says of an export on one connection.
 *
 * @param block requests begin and end on multiples of it; a power of two
 * @param most the longest request, in bytes, a multiple of {@code block}
 * @param contexts the ids of the metadata contexts that may be asked about, by name
 */
record Export(
    long capacity,
    int flags,
    int block,
    int most,
    boolean structured,
    Map<String, Integer> contexts) {
  /** What servers take that say nothing, and what nobody must call an attack. */
  private static final int MOST = 32 << 20;

  private static final int LARGEST_BLOCK = 64 << 10;

  /** Sizes that a server may not announce are refused, with what it did. */
  static Export checked(
      long capacity,
      int flags,
      int block,
      int most,
      boolean structured,
      Map<String, Integer> contexts)
      throws ProtocolException {
    if (block <= 0 || block > LARGEST_BLOCK || Integer.bitCount(block) != 1) {
      throw Nbd.breach("a smallest block of " + Integer.toUnsignedString(block) + " bytes");
    }
    if (Integer.compareUnsigned(most, block) < 0) {
      throw Nbd.breach("blocks of " + block + " to " + Integer.toUnsignedString(most) + " bytes");
    }
    if (capacity <= 0 || capacity % block != 0) {
      throw Nbd.breach(
          "a disk of %s bytes in blocks of %d".formatted(Long.toUnsignedString(capacity), block));
    }
    int longest = Integer.compareUnsigned(most, MOST) > 0 ? MOST : most;
    return new Export(
        capacity, flags, block, longest / block * block, structured, Map.copyOf(contexts));
  }

  boolean can(int flag) {
    return (flags & flag) != 0;
  }

  boolean sameAs(Export other) {
    return capacity == other.capacity
        && flags == other.flags
        && block == other.block
        && contexts.keySet().equals(other.contexts.keySet());
  }
}
