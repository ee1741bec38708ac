package io.vmto.contract.operations;

import io.vmto.contract.error.Failure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an event processor is.
 *
 * @param position of the last event it has handled, the least of its segments; -1 before the first
 * @param head position of the newest stored event; -1 before the first
 * @param lag how many events wait at most (numbers that were never used are counted, too)
 * @param lagSeconds how long the oldest of them has waited; null where that is not known
 * @param trouble why it does not get on; null when the last it did went well
 * @param deadLetters how many events it has set aside
 */
public record ProcessorView(
    PartId name,
    boolean running,
    long position,
    long head,
    long lag,
    @Nullable Long lagSeconds,
    @Nullable Trouble trouble,
    int deadLetters,
    List<SegmentView> segments) {
  public ProcessorView {
    segments = List.copyOf(segments);
  }

  /**
   * A fault that makes it try again and again.
   *
   * @param times how often in a row
   */
  public record Trouble(Failure failure, int times, Instant since, Instant last) {}

  /**
   * A share of the events.
   *
   * @param owner the process that has claimed it; empty while nobody has
   */
  public record SegmentView(int segment, long position, long lag, String owner) {}
}
