package io.vmto.disk;

import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The state of a {@link CopyPass} while it runs: kept by one thread, which feeds the workers. */
final class CopyRun implements AutoCloseable {
  /** A source that changed in more places than this is not waited for. */
  private static final int MOST_DISPUTED = 1024;

  private final CopyPass pass;
  private final BlockStream source;
  private final LeafJournal journal;
  private final LeafWriter writer;
  private final CopyWorkers workers;
  private final Checkpoints checkpoints;
  private final Manifest.Builder leaves;
  private final int count;
  private final BitSet durable = new BitSet();
  private final BitSet visited = new BitSet();
  private final BitSet inHand = new BitSet();
  private final BitSet disputed = new BitSet();
  private long hashed;
  private long reached;

  CopyRun(CopyPass pass, LeafJournal journal, @Nullable GranuleFile granules) {
    this.pass = pass;
    this.source = pass.source;
    this.journal = journal;
    this.writer = new LeafWriter(pass.sink);
    this.leaves = new Manifest.Builder(source.capacity());
    this.count = Leaf.count(source.capacity());
    this.workers = new CopyWorkers(pass.connections(), pass.sink, writer, granules);
    this.checkpoints = new Checkpoints(pass, journal);
  }

  CopyPass.Outcome run() throws IOException {
    recall();
    boolean complete = copyPieces();
    settleAll();
    complete = complete && coverTheRest();
    if (complete) {
      settleDisputes();
    }
    checkpoints.finish(counters());
    if (!complete) {
      return new CopyPass.Stopped(counters());
    }
    pass.sink.finish();
    return new CopyPass.Completed(leaves.build(), counters());
  }

  private void recall() throws IOException {
    if (pass.base != null) {
      leaves.setAll(pass.base);
    }
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
    if (pass.base == null) {
      pass.sink.keep(durable::get);
    }
    if (source instanceof SeekableBlockStream seekable) {
      BitSet known = (BitSet) durable.clone();
      seekable.skipLeaves(known::get);
    }
  }

  /** Returns false when the pass was asked to stop. */
  private boolean copyPieces() throws IOException {
    while (!pass.stop.getAsBoolean()) {
      LeafJob job = idleJob();
      BlockStream.Piece piece = source.next();
      if (piece == null) {
        workers.release(job);
        return true;
      }
      if (!pass.admit(piece.wireBytes())) {
        piece.close();
        workers.release(job);
        return false;
      }
      start(job, piece);
      settleFinished();
      pass.observer.progress(counters());
      checkpoints.keep(counters());
    }
    return false;
  }

  private LeafJob idleJob() throws IOException {
    LeafJob job = workers.idle();
    while (job == null) {
      settle(workers.await());
      job = workers.idle();
    }
    return job;
  }

  private void start(LeafJob job, BlockStream.Piece piece) throws IOException {
    int index = piece.leaf();
    while (inHand.get(index)) {
      settle(workers.await());
    }
    boolean first = !visited.get(index);
    int length = Leaf.length(source.capacity(), index);
    byte[] held = first && pass.base == null ? null : leaves.hash(index);
    job.prepare(piece, length, held, first ? known(index) : null);
    inHand.set(index);
    checkpoints.moved((long) Long.bitCount(job.cover().touched()) * Leaf.GRANULE);
    workers.start(job);
  }

  private byte @Nullable [] known(int index) {
    return durable.get(index) ? leaves.hash(index) : null;
  }

  private void settleFinished() throws IOException {
    for (LeafJob job = workers.poll(); job != null; job = workers.poll()) {
      settle(job);
    }
  }

  private void settleAll() throws IOException {
    while (workers.busy()) {
      settle(workers.await());
    }
    pass.observer.progress(counters());
  }

  private void settle(LeafJob job) throws IOException {
    int index = job.index();
    LeafJob.Outcome outcome = job.outcome();
    boolean first = !visited.get(index);
    inHand.clear(index);
    visited.set(index);
    if (first) {
      hashed += job.length();
      reached = Math.max(reached, Leaf.offset(index) + job.length());
    }
    if (outcome == LeafJob.Outcome.DIFFERS) {
      dispute(job);
    }
    if (outcome != LeafJob.Outcome.CONFIRMED) {
      leaves.set(index, job.hash(), pass.number);
      checkpoints.add(new Checkpoints.Written(index, job.hash(), job.mark()));
      if (!first) {
        disputed.clear(index);
      }
    }
    workers.release(job);
  }

  /**
   * A leaf is not what an earlier attempt made durable. A source out of order may complete a leaf
   * with holes much later: it is copied once more, and when nothing more comes for it the source
   * changed.
   */
  private void dispute(LeafJob job) throws IOException {
    if (job.cover().whole() || disputed.cardinality() == MOST_DISPUTED) {
      throw changed(job.index());
    }
    journal.forget(job.index());
    disputed.set(job.index());
    job.write();
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
      if (!durable.get(i) && pass.base == null) {
        cover(i, length);
        reached = Math.max(reached, Leaf.offset(i) + length);
        pass.observer.progress(counters());
        checkpoints.keep(counters());
      } else if (!left && !Leaf.isZero(leaves.hash(i), length)) {
        throw changed(i);
      }
      hashed += length;
    }
    reached = source.capacity();
    pass.observer.progress(counters());
    return true;
  }

  private void cover(int index, int length) throws IOException {
    byte[] zero = Leaf.zero(length);
    leaves.set(index, zero, pass.number);
    if (pass.sink.readsZero()) {
      writer.drop(length);
    } else {
      writer.makeZero(Leaf.offset(index), length);
      checkpoints.add(new Checkpoints.Written(index, zero, pass.sink.mark()));
      checkpoints.moved(length);
    }
  }

  private SourceChangedException changed(int index) {
    return new SourceChangedException(
        new Manifest.Range(Leaf.offset(index), Leaf.length(source.capacity(), index)));
  }

  private Counters counters() {
    return new Counters(source.wireBytes(), writer.dropped(), writer.written(), hashed, reached);
  }

  @Override
  public void close() {
    workers.close();
    checkpoints.close();
  }
}
