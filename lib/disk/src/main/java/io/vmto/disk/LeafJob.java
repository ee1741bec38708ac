package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One leaf on its way through a worker: unpacked, hashed, compared with what is known of it, and
 * written. Owns a buffer and is used again for another leaf; belongs to the worker while it runs
 * and to the pass otherwise.
 */
final class LeafJob {
  /** How it went. */
  enum Outcome {
    WRITTEN,
    /** It is in the sink already. */
    CONFIRMED,
    /** It is not what an earlier attempt made durable; nothing was written. */
    DIFFERS
  }

  private final ByteBuffer buffer;
  private final BlockSink sink;
  private final LeafWriter writer;
  private final @Nullable GranuleFile granules;
  private final GranuleHashes hashes = new GranuleHashes();
  private BlockStream.@Nullable Piece piece;
  private byte @Nullable [] held;
  private byte @Nullable [] durable;
  private int index;
  private Cover cover = new Cover(0);
  private long wanted;
  private long content;
  private byte[] hash = {};
  private long mark;
  private Outcome outcome = Outcome.WRITTEN;
  private @Nullable Throwable failure;

  LeafJob(ByteBuffer buffer, BlockSink sink, LeafWriter writer, @Nullable GranuleFile granules) {
    this.buffer = buffer;
    this.sink = sink;
    this.writer = writer;
    this.granules = granules;
  }

  /**
   * Makes the job ready.
   *
   * @param length the leaf's true length
   * @param now the hash of what the sink holds of this leaf, or null where it holds nothing of it
   * @param known the hash of what is durable of this leaf, or null
   */
  void prepare(BlockStream.Piece next, int length, byte @Nullable [] now, byte @Nullable [] known) {
    piece = next;
    index = next.leaf();
    cover = next.cover();
    held = now;
    durable = known;
    failure = null;
    buffer.clear().limit(length);
  }

  int index() {
    return index;
  }

  int length() {
    return buffer.limit();
  }

  Cover cover() {
    return cover;
  }

  byte[] hash() {
    return hash;
  }

  /** What the sink's flush must reach for this leaf to be durable. */
  long mark() {
    return mark;
  }

  /** Runs on a worker; keeps what goes wrong for {@link #outcome}. */
  void run() {
    try (BlockStream.Piece taken = piece) {
      if (taken != null) {
        unpack(taken);
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void unpack(BlockStream.Piece taken) throws IOException {
    long all = Leaf.allGranules(length());
    long touched = cover.touched();
    if (held == null) {
      zero(touched & ~cover.filled());
      taken.unpack(buffer);
      wanted = all;
      content = Leaf.content(buffer, touched);
      hashes.take(buffer, all, content);
    } else {
      long unknown = recall(held) ? touched : all;
      readBack(unknown & ~cover.filled());
      taken.unpack(buffer);
      wanted = touched;
      content = Leaf.content(buffer, unknown);
      hashes.take(buffer, unknown, content);
    }
    hash = hashes.leaf();
    keep();
    if (durable == null) {
      write();
      outcome = Outcome.WRITTEN;
    } else {
      outcome = Arrays.equals(hash, durable) ? Outcome.CONFIRMED : Outcome.DIFFERS;
    }
  }

  private boolean recall(byte[] leaf) throws IOException {
    return granules != null && granules.recall(index, length(), leaf, hashes);
  }

  private void keep() throws IOException {
    if (granules != null && !Leaf.isZero(hash, length())) {
      granules.keep(index, hashes);
    }
  }

  private void zero(long which) {
    for (long left = which; left != 0; left &= left - 1) {
      int granule = Long.numberOfTrailingZeros(left);
      Zeros.fill(buffer.slice(granule * Leaf.GRANULE, Leaf.granuleLength(length(), granule)));
    }
  }

  private void readBack(long which) throws IOException {
    if (which != 0 && !(sink instanceof BlockReader)) {
      throw new IOException("The source is out of order and the sink cannot be read back");
    }
    for (long left = which; left != 0; ) {
      int from = Long.numberOfTrailingZeros(left);
      int to = from + Long.numberOfTrailingZeros(~(left >>> from));
      left = to == Long.SIZE ? 0 : left >>> to << to;
      int begin = from * Leaf.GRANULE;
      int end = Math.min(to * Leaf.GRANULE, length());
      ((BlockReader) sink).read(Leaf.offset(index) + begin, buffer.slice(begin, end - begin));
    }
  }

  void write() throws IOException {
    writer.write(Leaf.offset(index), buffer, content, wanted, held == null);
    mark = sink.mark();
  }

  /** How the run went; throws what it threw. */
  Outcome outcome() throws IOException {
    if (failure != null) {
      throw ChannelIo.rethrown(failure);
    }
    return outcome;
  }
}
