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
  /** What the leaf held before its piece came. */
  enum Base {
    ZEROS,
    SINK
  }

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
  private BlockStream.@Nullable Piece piece;
  private Base base = Base.ZEROS;
  private byte @Nullable [] durable;
  private int index;
  private boolean whole;
  private long wanted;
  private long content;
  private byte[] hash = {};
  private long mark;
  private Outcome outcome = Outcome.WRITTEN;
  private @Nullable Throwable failure;

  LeafJob(ByteBuffer buffer, BlockSink sink, LeafWriter writer) {
    this.buffer = buffer;
    this.sink = sink;
    this.writer = writer;
  }

  /**
   * Makes the job ready.
   *
   * @param length the leaf's true length
   * @param known the hash of what is durable of this leaf, or null
   */
  void prepare(BlockStream.Piece next, int length, Base under, byte @Nullable [] known) {
    piece = next;
    index = next.leaf();
    whole = next.whole();
    base = under;
    wanted = under == Base.ZEROS ? Leaf.ALL_GRANULES : next.granules();
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

  boolean whole() {
    return whole;
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
    if (base == Base.SINK && !whole) {
      readBack();
    } else if (!whole) {
      Zeros.fill(buffer.duplicate());
    }
    taken.unpack(buffer);
    content = Leaf.content(buffer);
    hash = Leaf.of(buffer, content);
    if (durable == null) {
      write();
      outcome = Outcome.WRITTEN;
    } else {
      outcome = Arrays.equals(hash, durable) ? Outcome.CONFIRMED : Outcome.DIFFERS;
    }
  }

  private void readBack() throws IOException {
    if (!(sink instanceof BlockReader reader)) {
      throw new IOException("The source is out of order and the sink cannot be read back");
    }
    reader.read(Leaf.offset(index), buffer.duplicate());
  }

  void write() throws IOException {
    writer.write(Leaf.offset(index), buffer, content, wanted, base == Base.ZEROS);
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
