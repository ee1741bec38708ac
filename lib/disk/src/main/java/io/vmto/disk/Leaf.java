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

  private static final byte[] ZERO = zeroHash(SIZE);

  private Leaf() {}

  /** SHA-256 of the buffer's remaining bytes, whose position is left alone; zeros cost no hash. */
  public static byte[] of(ByteBuffer content) {
    return Zeros.all(content) ? zero(content.remaining()) : sha256(content.duplicate());
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
