package io.vmto.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** Compressed grains under one leaf, as they came off the wire; reused for another leaf. */
final class GrainBatch implements BlockStream.Piece {
  /** Incompressible grains grow by some bytes; a whole leaf of them still fits without growing. */
  private static final int USUAL = Leaf.SIZE + Leaf.SIZE / 16;

  private final GrainPool pool;
  private final long capacity;
  private final int grainBytes;
  private @Nullable Arena arena;
  private ByteBuffer packed = ByteBuffer.allocate(0);
  private long[] wireOffsets = new long[Long.SIZE];
  private int[] places = new int[Long.SIZE];
  private int[] ends = new int[Long.SIZE];
  private int grains;
  private int leaf;

  GrainBatch(GrainPool pool, long capacity, int grainBytes) {
    this.pool = pool;
    this.capacity = capacity;
    this.grainBytes = grainBytes;
  }

  GrainBatch reset(int newLeaf) {
    leaf = newLeaf;
    grains = 0;
    return this;
  }

  /** Takes a grain's compressed bytes off the wire. */
  void add(WireReader wire, long at, int within, int size) throws IOException {
    int start = grains == 0 ? 0 : ends[grains - 1];
    ensure(start + size);
    wire.read(packed.slice(start, size), "a grain");
    if (grains == ends.length) {
      wireOffsets = Arrays.copyOf(wireOffsets, grains * 2);
      places = Arrays.copyOf(places, grains * 2);
      ends = Arrays.copyOf(ends, grains * 2);
    }
    wireOffsets[grains] = at;
    places[grains] = within;
    ends[grains++] = start + size;
  }

  private void ensure(int size) {
    if (packed.capacity() >= size) {
      return;
    }
    Arena larger = Arena.ofShared();
    ByteBuffer room = LeafBuffer.allocate(larger, Math.max(size + size / 2, USUAL));
    room.put(0, packed, 0, packed.capacity());
    free();
    arena = larger;
    packed = room;
  }

  /** Gives the memory back. */
  void free() {
    if (arena != null) {
      arena.close();
      arena = null;
      packed = ByteBuffer.allocate(0);
    }
  }

  @Override
  public int leaf() {
    return leaf;
  }

  @Override
  public long wireBytes() {
    return grains == 0 ? 0 : ends[grains - 1];
  }

  /** Whether no grain of the leaf is missing. */
  boolean full() {
    return (long) grains * grainBytes >= Leaf.length(capacity, leaf);
  }

  @Override
  public Cover cover() {
    Cover cover = new Cover(Leaf.length(capacity, leaf));
    for (int i = 0; i < grains; i++) {
      cover.add(places[i], wanted(i));
    }
    return cover;
  }

  /** The last grain of a disk may be cut off. */
  private int wanted(int grain) {
    return Math.min(grainBytes, Leaf.length(capacity, leaf) - places[grain]);
  }

  @Override
  public void unpack(ByteBuffer target) throws IOException {
    Inflation inflation = pool.inflation();
    try {
      ByteBuffer whole = target.duplicate().clear();
      int start = 0;
      for (int i = 0; i < grains; i++) {
        ByteBuffer grain = packed.slice(start, ends[i] - start);
        inflate(inflation, i, grain, whole.slice(places[i], grainBytes));
        start = ends[i];
      }
    } finally {
      pool.giveBack(inflation);
    }
  }

  private void inflate(Inflation inflation, int i, ByteBuffer grain, ByteBuffer target)
      throws DiskFormatException {
    try {
      int length = inflation.inflate(grain, target);
      if (length < wanted(i)) {
        throw DiskFormatException.corrupt(
            "a grain that inflates to " + length + " bytes only", wireOffsets[i]);
      }
    } catch (DataFormatException e) {
      throw DiskFormatException.corrupt("a damaged grain: " + e.getMessage(), wireOffsets[i]);
    }
  }

  @Override
  public void close() {
    pool.giveBack(this);
  }
}
