package io.vmto.contract.operations;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Questions about the installation itself. Those that every process answers for its own part are
 * asked of all at once.
 */
public sealed interface OperationsQuery {
  /** Of all: the event processors that run there. Answer: {@link Processors}. */
  record ListProcessors() implements OperationsQuery {}

  /**
   * Of all: events that were set aside there, oldest first. Answer: {@link DeadLetters}.
   *
   * @param after the cursor of the last one that is known
   */
  record ListDeadLetters(int limit, @Nullable String after) implements OperationsQuery {}

  /** Of all: one of those, or none. Answer: {@link DeadLetters}. */
  record FindDeadLetter(String id) implements OperationsQuery {}

  /** Of all. Answer: {@link ProcessView}. */
  record DescribeProcess() implements OperationsQuery {}

  /** Of any. Answer: {@link StorageView}. */
  record FindStorage() implements OperationsQuery {}

  /** Of transfer-service. Answer: {@link ArtifactStorage}. */
  record FindArtifactStorage() implements OperationsQuery {}

  /** Of transfer-service: transfers that are driven or queued. Answer: {@link Drives}. */
  record ListDrives() implements OperationsQuery {}

  /** Of query-service. Answer: {@link Pulses}. */
  record ListPulses() implements OperationsQuery {}

  /** Of query-service. Answer: {@link Projections}. */
  record ListProjections() implements OperationsQuery {}

  record Processors(List<ProcessorView> processors) {
    public Processors {
      processors = List.copyOf(processors);
    }
  }

  record DeadLetters(List<DeadLetterView> letters) {
    public DeadLetters {
      letters = List.copyOf(letters);
    }
  }

  record Drives(List<Drive> drives) {
    public Drives {
      drives = List.copyOf(drives);
    }
  }

  record Pulses(List<Pulse> pulses) {
    public Pulses {
      pulses = List.copyOf(pulses);
    }
  }

  record Projections(List<ProjectionView> projections) {
    public Projections {
      projections = List.copyOf(projections);
    }
  }
}
