package io.vmto.disk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The unit of proof: 4 MiB of logical disk content (the last one at its true length) and the
 * SHA-256 over it.
 */
public final class Leaf {
  /** Bytes of content under one leaf. */
  public static final int SIZE = 4 << 20;

  /** Bytes of a leaf's hash. */
  public static final int HASH_LENGTH = 32;

  /** Bytes of a granule, the unit in which zeros are left out; 64 of them are a leaf. */
  static final int GRANULE = SIZE / Long.SIZE;

  static final long ALL_GRANULES = -1L;

  private static final byte[] ZERO = zeroHash(SIZE);

  private Leaf() {}

  /** SHA-256 of the buffer's remaining bytes, whose position is left alone; zeros cost no hash. */
  public static byte[] of(ByteBuffer content) {
    return Zeros.all(content) ? zero(content.remaining()) : sha256(content.duplicate());
  }

  /** The leaf over a buffer's [0, limit), whose granules with content are known. */
  static byte[] of(ByteBuffer leaf, long content) {
    return content == 0 ? zero(leaf.limit()) : sha256(leaf.duplicate().position(0));
  }

  /** The leaf over {@code length} zeros. */
  public static byte[] zero(int length) {
    return length == SIZE ? ZERO.clone() : zeroHash(length);
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

  /** The granules that a range inside a leaf touches, the first in the lowest bit. */
  static long granules(int within, int length) {
    int first = within / GRANULE;
    int last = (within + length - 1) / GRANULE;
    return (ALL_GRANULES >>> (Long.SIZE - 1 - (last - first))) << first;
  }

  /** The granules of a leaf that hold something else than zeros. */
  static long content(ByteBuffer leaf) {
    long mask = 0;
    for (int at = 0; at < leaf.limit(); at += GRANULE) {
      if (!Zeros.all(leaf, at, Math.min(GRANULE, leaf.limit() - at))) {
        mask |= 1L << (at / GRANULE);
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

  private static byte[] sha256(ByteBuffer content) {
    byte[] fast = Libcrypto.sha256(content);
    if (fast != null) {
      return fast;
    }
    MessageDigest digest = newSha256();
    digest.update(content);
    return digest.digest();
  }

  private static byte[] zeroHash(int length) {
    MessageDigest digest = newSha256();
    for (int left = length; left > 0; left -= Zeros.LENGTH) {
      digest.update(Zeros.run(left));
    }
    return digest.digest();
  }
}
