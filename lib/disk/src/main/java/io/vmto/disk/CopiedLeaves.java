package io.vmto.disk;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the copy of a disk is, leaf by leaf, by the notes beside it: the manifest of what is
 * whole, and over it the journal of the pass that was made last. It may be looked at while that
 * pass goes on, and is as old as its last checkpoint. Needs 36 bytes of memory per 4 MiB of
 * capacity.
 */
public final class CopiedLeaves {
  private final Manifest leaves;
  private final BitSet durable;

  private CopiedLeaves(Manifest leaves, BitSet durable) {
    this.leaves = leaves;
    this.durable = durable;
  }

  /**
   * Reads the notes; what is not there tells nothing, and where neither is, neither is a copy.
   * Blocks. Notes that are damaged, or are not of one disk, are a DiskFormatException.
   */
  public static @Nullable CopiedLeaves in(@Nullable Path manifest, @Nullable Path journal)
      throws IOException {
    Manifest whole = manifest == null ? null : manifest(manifest);
    try (LeafJournal pass = journal == null ? null : LeafJournal.look(journal)) {
      if (pass != null) {
        return over(whole, pass);
      }
    }
    return whole == null ? null : new CopiedLeaves(whole, all(whole));
  }

  private static @Nullable Manifest manifest(Path file) throws IOException {
    try {
      return Manifest.read(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static CopiedLeaves over(@Nullable Manifest whole, LeafJournal pass) throws IOException {
    Manifest.Builder leaves = new Manifest.Builder(pass.capacity());
    BitSet durable = new BitSet();
    if (whole != null) {
      if (whole.capacity() != pass.capacity()) {
        throw DiskFormatException.corrupt("the leaf journal belongs to another disk", 0);
      }
      leaves.setAll(whole);
      durable.or(all(whole));
    }
    pass.read(
        new LeafJournal.Entry() {
          @Override
          public void leaf(int index, byte[] hash) {
            leaves.set(index, hash, pass.pass());
            durable.set(index);
          }

          @Override
          public void forgotten(int index) {
            durable.clear(index);
          }
        });
    return new CopiedLeaves(leaves.build(), durable);
  }

  private static BitSet all(Manifest whole) {
    BitSet all = new BitSet();
    all.set(0, whole.leaves());
    return all;
  }

  /** Bytes of logical content, as a guest sees it. */
  public long capacity() {
    return leaves.capacity();
  }

  /** How many leaves the disk has. */
  public int leaves() {
    return leaves.leaves();
  }

  /** Bytes of content that are durable in the copy. */
  public long bytes() {
    return durable.stream().mapToLong(leaf -> Leaf.length(capacity(), leaf)).sum();
  }

  /** Whether the content of a leaf is durable in the copy. */
  public boolean has(int index) {
    return durable.get(index);
  }

  /** The first leaf from here on that it has; behind the disk's end where there is none. */
  public int next(int from) {
    int next = durable.nextSetBit(from);
    return next < 0 ? leaves() : next;
  }

  /** Whether a leaf that it has is nothing but zeros. */
  public boolean isZero(int index) {
    return Leaf.isZero(leaves.leaf(index), Leaf.length(capacity(), index));
  }

  /** The hash of a leaf that it has. */
  public byte[] hash(int index) {
    return leaves.leaf(index);
  }

  /** The number of the pass that wrote a leaf which it has. */
  public int pass(int index) {
    return leaves.pass(index);
  }
}
