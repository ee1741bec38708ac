package io.vmto.disk.nbd;

/**
 * A range of an export, in bytes, and what a metadata context says of it: the context's own flags.
 */
public record NbdExtent(long offset, long length, int flags) {
  private static final int HOLE_OR_DIRTY = 1;
  private static final int ZERO = 2;

  /** The byte behind the range. */
  public long end() {
    return offset + length;
  }

  /** In {@code base:allocation}: nothing is allocated here. It may still not read as zeros. */
  public boolean hole() {
    return (flags & HOLE_OR_DIRTY) != 0;
  }

  /** In {@code base:allocation}: reads as zeros. */
  public boolean zero() {
    return (flags & ZERO) != 0;
  }

  /** In {@code qemu:dirty-bitmap:NAME}: written since the bitmap was made. */
  public boolean dirty() {
    return (flags & HOLE_OR_DIRTY) != 0;
  }
}
