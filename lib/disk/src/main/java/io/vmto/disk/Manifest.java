package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * All leaves of a disk and the pass that wrote each: what is stored with an artifact and compared
 * to prove a copy. Immutable; needs 36 bytes of memory per 4 MiB of capacity.
 */
public final class Manifest {
  private static final byte[] ROOT_TAG = {'v', 'm', 't', 'o', '-', 'r', 'o', 'o', 't', '-', '2'};

  private final long capacity;
  private final byte[] hashes;
  private final int[] passes;

  private Manifest(long capacity, byte[] hashes, int[] passes) {
    this.capacity = capacity;
    this.hashes = hashes;
    this.passes = passes;
  }

  /** Bytes of logical content, as a guest sees it. */
  public long capacity() {
    return capacity;
  }

  /** Bytes of content under one leaf. */
  public int leafSize() {
    return Leaf.SIZE;
  }

  /** How many leaves there are. */
  public int leaves() {
    return passes.length;
  }

  /** A copy of the hash of a leaf: the SHA-256 over the SHA-256 of each 64 KiB of it. */
  public byte[] leaf(int index) {
    return Arrays.copyOfRange(hashes, index * Leaf.HASH_LENGTH, (index + 1) * Leaf.HASH_LENGTH);
  }

  /** The number of the pass that wrote a leaf. */
  public int pass(int index) {
    return passes[index];
  }

  /**
   * The hash over the whole disk in lower-case hex: SHA-256 of the 11 ASCII bytes {@code
   * vmto-root-2}, the capacity in bytes as an unsigned 64-bit number, the leaf size in bytes as an
   * unsigned 32-bit number (both big endian, most significant byte first) and the raw 32-byte
   * leaves in disk order. Passes are not part of it.
   */
  public String root() {
    MessageDigest digest = Leaf.newSha256();
    digest.update(ROOT_TAG);
    digest.update(ByteBuffer.allocate(12).putLong(capacity).putInt(Leaf.SIZE).flip());
    digest.update(hashes);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first leaf whose content differs, or null when the disks are equal. */
  public @Nullable Range firstDifference(Manifest other) {
    if (capacity != other.capacity) {
      throw new IllegalArgumentException(
          "Disks of " + capacity + " and " + other.capacity + " bytes cannot be compared");
    }
    int at = Arrays.mismatch(hashes, other.hashes);
    return at < 0 ? null : range(at / Leaf.HASH_LENGTH);
  }

  private Range range(int index) {
    return new Range(Leaf.offset(index), Leaf.length(capacity, index));
  }

  /** Reads a manifest that {@link #write} stored; a damaged file is a DiskFormatException. */
  public static Manifest read(Path file) throws IOException {
    return ManifestFile.read(file);
  }

  /** Stores the manifest durably: the file is there whole, or as it was before. */
  public void write(Path file) throws IOException {
    ManifestFile.write(this, file);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Manifest that
        && capacity == that.capacity
        && Arrays.equals(hashes, that.hashes)
        && Arrays.equals(passes, that.passes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return "Manifest[capacity=" + capacity + ", root=" + root() + "]";
  }

  /** A range of logical content in bytes. */
  public record Range(long offset, long length) {}

  /** Collects the leaves of one disk in any order. */
  static final class Builder {
    private final long capacity;
    private final byte[] hashes;
    private final int[] passes;

    Builder(long capacity) {
      this.capacity = capacity;
      int count = Leaf.count(capacity);
      hashes = new byte[Math.multiplyExact(count, Leaf.HASH_LENGTH)];
      passes = new int[count];
    }

    /** Starts from what another manifest says. */
    void setAll(Manifest other) {
      System.arraycopy(other.hashes, 0, hashes, 0, hashes.length);
      System.arraycopy(other.passes, 0, passes, 0, passes.length);
    }

    void set(int index, byte[] hash, int pass) {
      System.arraycopy(hash, 0, hashes, index * Leaf.HASH_LENGTH, Leaf.HASH_LENGTH);
      passes[index] = pass;
    }

    byte[] hash(int index) {
      return Arrays.copyOfRange(hashes, index * Leaf.HASH_LENGTH, (index + 1) * Leaf.HASH_LENGTH);
    }

    /** Hands the leaves over; the builder must not be used afterwards. */
    Manifest build() {
      return new Manifest(capacity, hashes, passes);
    }
  }
}
