package io.vmto.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;

/** The state of a {@link CopyPass} while it runs, on one thread. */
final class CopyRun {
  /** Leaves that may be incomplete at a time; a source in order needs one. */
  static final int OPEN_LEAVES = 4;

  /** With what the open leaves hold, no more than 64 MiB are lost. */
  static final long CHECKPOINT_BYTES = (64L << 20) - (long) OPEN_LEAVES * Leaf.SIZE;

  /** A source that changed in more places than this is not waited for. */
  private static final int MOST_DISPUTED = 1024;

  private final CopyPass pass;
  private final BlockStream source;
  private final LeafJournal journal;
  private final LeafWriter writer;
  private final Manifest.Builder leaves;
  private final int count;
  private final BitSet durable = new BitSet();
  private final BitSet visited = new BitSet();
  private final BitSet pending = new BitSet();
  private final BitSet disputed = new BitSet();
  private final LinkedHashMap<Integer, OpenLeaf> open = new LinkedHashMap<>();
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
  private long hashed;
  private long reached;
  private long sinceCheckpoint;
  private long lastCheckpoint = System.nanoTime();

  CopyRun(CopyPass pass, LeafJournal journal) {
    this.pass = pass;
    this.source = pass.source;
    this.journal = journal;
    this.writer = new LeafWriter(pass.sink);
    this.leaves = new Manifest.Builder(source.capacity());
    this.count = Leaf.count(source.capacity());
  }

  CopyPass.Outcome run() throws IOException {
    recall();
    if (!copyBlocks() || !coverTheRest()) {
      checkpoint();
      return new CopyPass.Stopped(counters());
    }
    settleDisputes();
    checkpoint();
    pass.sink.finish();
    return new CopyPass.Completed(leaves.build(), counters());
  }

  private void recall() throws IOException {
    if (pass.sink.readsZero()) {
      journal.reset();
      return;
    }
    journal.load(
        new LeafJournal.Entry() {
          @Override
          public void leaf(int index, byte[] hash) {
            leaves.set(index, hash, pass.number);
            durable.set(index);
          }

          @Override
          public void forgotten(int index) {
            durable.clear(index);
          }
        });
    if (source instanceof SeekableBlockStream seekable) {
      BitSet known = (BitSet) durable.clone();
      seekable.skipLeaves(known::get);
    }
  }

  /** Returns false when the pass was asked to stop. */
  private boolean copyBlocks() throws IOException {
    while (!pass.stop.getAsBoolean()) {
      BlockStream.Block block = source.next();
      if (block == null) {
        while (!open.isEmpty()) {
          close(open.pollFirstEntry().getValue());
        }
        return true;
      }
      take(block.offset(), block.data());
      pass.observer.progress(counters());
      checkpointIfDue();
    }
    return false;
  }

  private void take(long offset, ByteBuffer data) throws IOException {
    long at = offset;
    while (data.hasRemaining()) {
      int index = (int) (at / Leaf.SIZE);
      int within = (int) (at % Leaf.SIZE);
      ByteBuffer part = data.slice(data.position(), Math.min(data.remaining(), Leaf.SIZE - within));
      data.position(data.position() + part.remaining());
      at += part.remaining();
      sinceCheckpoint += part.remaining();
      OpenLeaf leaf = opened(index);
      leaf.put(within, part);
      if (leaf.full()) {
        open.remove(index);
        close(leaf);
      }
    }
    reached = Math.max(reached, at);
  }

  private OpenLeaf opened(int index) throws IOException {
    OpenLeaf leaf = open.get(index);
    if (leaf == null) {
      if (open.size() == OPEN_LEAVES) {
        close(open.pollFirstEntry().getValue());
      }
      leaf = new OpenLeaf(index, content(index));
      open.put(index, leaf);
    }
    return leaf;
  }

  /** What is known of a leaf before a block arrives: zeros, or what was written of it already. */
  private ByteBuffer content(int index) throws IOException {
    ByteBuffer free = buffers.poll();
    ByteBuffer content = free == null ? ByteBuffer.allocate(Leaf.SIZE) : free;
    content.clear().limit(Leaf.length(source.capacity(), index));
    if (!visited.get(index)) {
      Zeros.fill(content);
    } else if (pass.sink instanceof BlockReader reader) {
      reader.read(Leaf.offset(index), content);
    } else {
      throw new IOException("The source is out of order and the sink cannot be read back");
    }
    return content.flip();
  }

  private void close(OpenLeaf leaf) throws IOException {
    int index = leaf.index;
    boolean first = !visited.get(index);
    byte[] hash = Leaf.of(leaf.content);
    if (first) {
      visited.set(index);
      hashed += leaf.content.limit();
    }
    if (!(first && confirms(leaf, hash))) {
      writer.write(Leaf.offset(index), leaf.content, first);
      leaves.set(index, hash, pass.number);
      pending.set(index);
      if (!first) {
        disputed.clear(index);
      }
    }
    buffers.add(leaf.content);
  }

  /** Compares a leaf with what an earlier attempt made durable of it. */
  private boolean confirms(OpenLeaf leaf, byte[] hash) throws IOException {
    if (!durable.get(leaf.index)) {
      return false;
    }
    if (Arrays.equals(hash, leaves.hash(leaf.index))) {
      return true;
    }
    if (leaf.full() || disputed.cardinality() == MOST_DISPUTED) {
      throw changed(leaf.index);
    }
    // A source out of order may complete a leaf with holes much later: it is copied once more, and
    // when nothing more comes for it the source changed.
    journal.forget(leaf.index);
    disputed.set(leaf.index);
    return false;
  }

  private void settleDisputes() throws SourceChangedException {
    if (!disputed.isEmpty()) {
      throw changed(disputed.nextSetBit(0));
    }
  }

  /** What was never delivered is zero, unless the source left it out because it is durable. */
  private boolean coverTheRest() throws IOException {
    boolean left = source instanceof SeekableBlockStream;
    for (int i = visited.nextClearBit(0); i < count; i = visited.nextClearBit(i + 1)) {
      if (pass.stop.getAsBoolean()) {
        return false;
      }
      int length = Leaf.length(source.capacity(), i);
      if (!durable.get(i)) {
        cover(i, length);
        reached = Math.max(reached, Leaf.offset(i) + length);
        pass.observer.progress(counters());
        checkpointIfDue();
      } else if (!left && !Arrays.equals(leaves.hash(i), Leaf.zero(length))) {
        throw changed(i);
      }
      hashed += length;
    }
    reached = source.capacity();
    pass.observer.progress(counters());
    return true;
  }

  private void cover(int index, int length) throws IOException {
    leaves.set(index, Leaf.zero(length), pass.number);
    if (pass.sink.readsZero()) {
      writer.drop(length);
    } else {
      writer.makeZero(Leaf.offset(index), length);
      pending.set(index);
      sinceCheckpoint += length;
    }
  }

  private SourceChangedException changed(int index) {
    return new SourceChangedException(
        new Manifest.Range(Leaf.offset(index), Leaf.length(source.capacity(), index)));
  }

  private void checkpointIfDue() throws IOException {
    if (sinceCheckpoint >= CHECKPOINT_BYTES
        || System.nanoTime() - lastCheckpoint >= pass.checkpointNanos) {
      checkpoint();
    }
  }

  private void checkpoint() throws IOException {
    if (!pending.isEmpty()) {
      pass.sink.flush();
      journal.append(pending.stream().toArray(), leaves);
      pending.clear();
    }
    pass.checkpoint.reached(counters());
    sinceCheckpoint = 0;
    lastCheckpoint = System.nanoTime();
  }

  private Counters counters() {
    return new Counters(source.wireBytes(), writer.dropped(), writer.written(), hashed, reached);
  }
}
