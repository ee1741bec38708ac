package io.vmto.contract.operations;

import io.vmto.contract.error.Failure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A read model and what was last done to it.
 *
 * @param position of the last event that is folded into the live one; -1 before the first
 * @param run the last rebuild or check of this process; null when there was none
 */
public record ProjectionView(PartId name, long position, @Nullable Run run) {
  /** What is done. */
  public enum Kind {
    REBUILD,
    CHECK
  }

  /** How it stands. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED
  }

  /**
   * A rebuild or a check.
   *
   * @param position how far it has folded; at its end the position at which it was compared or
   *     swapped
   * @param head where it has to go, as known when that was last looked up
   * @param differing how many rows of the live one are not what the events say; 0 for a rebuild
   * @param differences the first of them
   */
  public record Run(
      Kind kind,
      State state,
      long position,
      long head,
      long differing,
      List<Difference> differences,
      @Nullable Failure failure,
      Instant startedAt,
      @Nullable Instant endedAt) {
    public Run {
      differences = List.copyOf(differences);
    }
  }

  /** In which way a row is wrong. */
  public enum Fault {
    /** The events make it, and it is not there. */
    MISSING,
    /** It is there, and no event makes it. */
    SURPLUS,
    DIFFERENT
  }

  /**
   * A row that is not what the events say.
   *
   * @param key of the row
   * @param fields where it differs, by name; empty for a row that is missing or surplus
   */
  public record Difference(String key, Fault fault, List<String> fields) {
    public Difference {
      fields = List.copyOf(fields);
    }
  }
}
