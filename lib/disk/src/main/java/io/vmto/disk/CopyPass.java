package io.vmto.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One sweep of a whole disk from a source into a sink: zeros are dropped, every leaf is hashed on
 * the way, and what is durable is written down so that a later attempt goes on from there.
 *
 * <p>Durable means, in this order: the sink is flushed, the leaf journal is synced, the {@link
 * Checkpoint} is told. After a crash, run a new pass over a new stream, the reopened sink and the
 * same journal: a {@link SeekableBlockStream} leaves out what is durable; any other stream is read
 * again from its start and compared, and a difference is a {@link SourceChangedException}. A sink
 * that reads zero everywhere holds nothing, so its pass starts over whatever the journal says.
 *
 * <p>Pieces are unpacked, hashed and written by several threads, a leaf by one of them, and may
 * come in any order; memory is a few leaves plus 36 bytes per leaf of capacity. A sink that is also
 * a {@link BlockReader} is read back where needed: content that comes late for a leaf already
 * written (without it such a stream fails), and places that must become zero, which are written
 * only where they are not zero yet.
 *
 * <p>A pass {@link #onto} a replica takes the pieces as changes: what they do not name stays as the
 * replica's manifest says, and only the leaves they touch are hashed again: whole, read back, or,
 * with what a pass before was {@link #remembering}, their changed granules alone.
 */
public final class CopyPass {
  /** Reports how far the pass is, often; must be quick and must not throw. */
  @FunctionalInterface
  public interface Observer {
    void progress(Counters counters);
  }

  /** Told on a thread of its own when more is durable; what it throws ends the pass. */
  @FunctionalInterface
  public interface Checkpoint {
    void reached(Counters counters) throws IOException;
  }

  /** How a pass ended without failing. */
  public sealed interface Outcome {
    Counters counters();
  }

  /** The whole disk is in the sink, which is finished; the manifest says what is in it. */
  public record Completed(Manifest manifest, Counters counters) implements Outcome {}

  /** Asked to stop: the journal holds what is durable, the sink is flushed but not finished. */
  public record Stopped(Counters counters) implements Outcome {}

  final BlockStream source;
  final BlockSink sink;
  final Path journal;
  final int number;
  @Nullable Manifest base;
  private @Nullable Path granules;
  private List<Throttle> throttles = List.of();
  private @Nullable MemoryBudget budget;
  Observer observer = counters -> {};
  Checkpoint checkpoint = counters -> {};
  BooleanSupplier stop = () -> false;
  long checkpointNanos = Duration.ofSeconds(5).toNanos();

  private CopyPass(BlockStream source, BlockSink sink, Path journal, int number) {
    this.source = source;
    this.sink = sink;
    this.journal = journal;
    this.number = number;
  }

  /**
   * A pass that is ready to run.
   *
   * @param journal the leaf journal of this disk and pass; made if it is not there
   * @param number the pass, as the manifest records it
   */
  public static CopyPass of(BlockStream source, BlockSink sink, Path journal, int number) {
    if (sink.capacity() < source.capacity()) {
      throw new IllegalArgumentException(
          "A disk of " + source.capacity() + " bytes does not fit into " + sink.capacity());
    }
    return new CopyPass(source, sink, journal, number);
  }

  public CopyPass observedBy(Observer listener) {
    observer = listener;
    return this;
  }

  public CopyPass onCheckpoint(Checkpoint listener) {
    checkpoint = listener;
    return this;
  }

  /** Takes the source's pieces as changes to a replica that the sink holds, as it was proven. */
  public CopyPass onto(Manifest replica) {
    if (replica.capacity() != source.capacity() || sink.readsZero()) {
      throw new IllegalArgumentException("The sink does not hold a replica of the source");
    }
    base = replica;
    return this;
  }

  /**
   * Keeps the hashes of the leaves' granules in this file, from pass to pass of a disk, so that a
   * changed granule costs its own hash instead of reading its leaf back. Losing it costs time only.
   */
  public CopyPass remembering(Path granuleHashes) {
    granules = granuleHashes;
    return this;
  }

  /** Waits for every one of these before content is taken off the source's wire. */
  public CopyPass limitedBy(Throttle... limits) {
    throttles = List.of(limits);
    return this;
  }

  /** Waits, before it begins, until the process has memory for another pass. */
  public CopyPass within(MemoryBudget memory) {
    budget = memory;
    return this;
  }

  int connections() {
    return Math.max(source.connections(), sink.connections());
  }

  /** Asked before every piece; the pass ends with a checkpoint once it answers true. */
  public CopyPass stopWhen(BooleanSupplier signal) {
    stop = signal;
    return this;
  }

  /** Waits until the limits let so many bytes pass; false when the pass was stopped meanwhile. */
  boolean admit(long bytes) throws IOException {
    for (Throttle throttle : throttles) {
      if (!throttle.take(bytes, stop)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Copies until the source is complete, the signal stops it or something fails. Blocks. Closes
   * neither source nor sink.
   */
  public Outcome run() throws IOException {
    try (MemoryBudget.@Nullable Reservation memory = reserve();
        LeafJournal leaves = LeafJournal.open(journal, source.capacity(), number);
        GranuleFile hashes = granules == null ? null : GranuleFile.open(granules);
        CopyRun run = new CopyRun(this, leaves, hashes)) {
      return run.run();
    }
  }

  /** Nothing when there is no budget, or when the pass is stopped while it waits. */
  private MemoryBudget.@Nullable Reservation reserve() throws IOException {
    return budget == null ? null : budget.reserve(CopyWorkers.memory(connections()), stop);
  }
}
