package io.vmto.disk;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of each granule of one leaf, and that of the leaf over them. Used again. */
final class GranuleHashes {
  private static final byte[] ZERO = zeros(Leaf.GRANULE);

  private final byte[] hashes = new byte[Long.SIZE * Leaf.HASH_LENGTH];
  private int length;
  private @Nullable MessageDigest digest;

  static GranuleHashes ofZeros(int length) {
    GranuleHashes hashes = new GranuleHashes();
    hashes.takeZeros(length);
    return hashes;
  }

  /** Takes the hashes of a leaf of zeros. */
  void takeZeros(int leafLength) {
    length = leafLength;
    for (int i = 0; i < Leaf.granules(length); i++) {
      put(i, zero(Leaf.granuleLength(length, i)));
    }
  }

  /**
   * Takes stored hashes, if they are those of a leaf.
   *
   * @param stored as {@link #stored} gave them, from its position to its limit
   * @param leaf the hash of that leaf
   * @return whether they are, and were taken
   */
  boolean takeStored(int leafLength, ByteBuffer stored, byte[] leaf) {
    length = leafLength;
    if (stored.remaining() != size()) {
      return false;
    }
    stored.get(hashes, 0, size());
    return Arrays.equals(leaf(), leaf);
  }

  /**
   * Hashes some granules of a leaf; the others keep what was taken before.
   *
   * @param leaf the content in [0, limit)
   * @param content those that are not all zeros
   */
  void take(ByteBuffer leaf, long which, long content) {
    length = leaf.limit();
    for (long left = which; left != 0; left &= left - 1) {
      int granule = Long.numberOfTrailingZeros(left);
      int bytes = Leaf.granuleLength(length, granule);
      if ((content & Long.lowestOneBit(left)) == 0) {
        put(granule, zero(bytes));
      } else {
        hash(leaf.slice(granule * Leaf.GRANULE, bytes), granule);
      }
    }
  }

  private void hash(ByteBuffer content, int granule) {
    if (Libcrypto.sha256(content, hashes, granule * Leaf.HASH_LENGTH)) {
      return;
    }
    if (digest == null) {
      digest = Leaf.newSha256();
    }
    digest.update(content);
    try {
      digest.digest(hashes, granule * Leaf.HASH_LENGTH, Leaf.HASH_LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private void put(int granule, byte[] hash) {
    System.arraycopy(hash, 0, hashes, granule * Leaf.HASH_LENGTH, Leaf.HASH_LENGTH);
  }

  private int size() {
    return Leaf.granules(length) * Leaf.HASH_LENGTH;
  }

  /** The hash of the leaf: the SHA-256 over those of its granules, in disk order. */
  byte[] leaf() {
    MessageDigest whole = Leaf.newSha256();
    whole.update(hashes, 0, size());
    return whole.digest();
  }

  /** The granules' hashes one after the other, not copied. */
  ByteBuffer stored() {
    return ByteBuffer.wrap(hashes, 0, size());
  }

  private static byte[] zero(int bytes) {
    return bytes == Leaf.GRANULE ? ZERO : zeros(bytes);
  }

  private static byte[] zeros(int bytes) {
    MessageDigest digest = Leaf.newSha256();
    digest.update(Zeros.run(bytes));
    return digest.digest();
  }
}
