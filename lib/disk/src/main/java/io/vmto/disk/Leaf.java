package io.vmto.disk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The unit of proof: 4 MiB of logical disk content (the last one at its true length). Its hash is
 * the SHA-256 over the SHA-256 of each of its granules, so that a changed granule costs the hash of
 * that granule and not of all its neighbours.
 */
public final class Leaf {
  /** Bytes of content under one leaf. */
  public static final int SIZE = 4 << 20;

  /** Bytes of a leaf's hash, and of a granule's. */
  public static final int HASH_LENGTH = 32;

  /** Bytes of a granule, the unit in which zeros are left out; 64 of them are a leaf. */
  static final int GRANULE = SIZE / Long.SIZE;

  private static final byte[] ZERO = GranuleHashes.ofZeros(SIZE).leaf();

  private Leaf() {}

  /** The hash of the leaf in the buffer's remaining bytes; its position is left alone. */
  public static byte[] of(ByteBuffer content) {
    ByteBuffer leaf = content.slice();
    GranuleHashes hashes = new GranuleHashes();
    hashes.take(leaf, allGranules(leaf.limit()), content(leaf, allGranules(leaf.limit())));
    return hashes.leaf();
  }

  /** The hash of {@code length} zeros. */
  public static byte[] zero(int length) {
    return length == SIZE ? ZERO.clone() : GranuleHashes.ofZeros(length).leaf();
  }

  /** Whether it is the hash of {@code length} zeros. */
  static boolean isZero(byte[] hash, int length) {
    return Arrays.equals(hash, length == SIZE ? ZERO : zero(length));
  }

  /** How many leaves a disk has. */
  public static int count(long capacity) {
    return Math.toIntExact((capacity + SIZE - 1) / SIZE);
  }

  /** Where a leaf begins. */
  public static long offset(int index) {
    return (long) index * SIZE;
  }

  /** The true length of a leaf. */
  public static int length(long capacity, int index) {
    return (int) Math.min(SIZE, capacity - offset(index));
  }

  /** How many granules a leaf of this length has. */
  static int granules(int length) {
    return (length + GRANULE - 1) / GRANULE;
  }

  /** The true length of a granule. */
  static int granuleLength(int leafLength, int granule) {
    return Math.min(GRANULE, leafLength - granule * GRANULE);
  }

  /** The mask of all granules of a leaf, the first in the lowest bit. */
  static long allGranules(int length) {
    return -1L >>> (Long.SIZE - granules(length));
  }

  /** Those of some granules of a buffer's [0, limit) that hold something else than zeros. */
  static long content(ByteBuffer leaf, long among) {
    long mask = 0;
    for (long left = among; left != 0; left &= left - 1) {
      int granule = Long.numberOfTrailingZeros(left);
      if (!Zeros.all(leaf, granule * GRANULE, granuleLength(leaf.limit(), granule))) {
        mask |= Long.lowestOneBit(left);
      }
    }
    return mask;
  }

  static MessageDigest newSha256() {
    return digest("SHA-256");
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("No such digest: " + algorithm, e);
    }
  }
}
