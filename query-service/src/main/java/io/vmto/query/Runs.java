package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.operations.ProjectionView.Difference;
import io.vmto.contract.operations.ProjectionView.Kind;
import io.vmto.contract.operations.ProjectionView.Run;
import io.vmto.contract.operations.ProjectionView.State;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is or was last done to each read model of this process. */
final class Runs {
  private static final int SHOWN = 100;

  private final Map<String, Run> runs = new ConcurrentHashMap<>();
  private final Clock clock;

  Runs(Clock clock) {
    this.clock = clock;
  }

  @Nullable Run of(String model) {
    return runs.get(model);
  }

  /** Only one thing at a time is done to a read model. */
  void open(String model, Kind kind) {
    runs.compute(
        model,
        (name, before) -> {
          if (before != null && before.endedAt() == null) {
            throw new Rejected(
                ErrorCode.ILLEGAL_STATE,
                "This read model is being rebuilt or checked.",
                "Wait for its end; GET /api/v1/projections tells how far it is.");
          }
          return new Run(kind, State.WAITING, -1, -1, 0, List.of(), null, clock.instant(), null);
        });
  }

  void at(String model, long position, long head) {
    runs.computeIfPresent(
        model,
        (name, r) ->
            new Run(
                r.kind(), State.RUNNING, position, head, 0, List.of(), null, r.startedAt(), null));
  }

  void done(String model, long position, List<Difference> differences) {
    runs.computeIfPresent(
        model,
        (name, r) ->
            new Run(
                r.kind(),
                State.DONE,
                position,
                position,
                differences.size(),
                differences.stream().limit(SHOWN).toList(),
                null,
                r.startedAt(),
                clock.instant()));
  }

  void failed(String model, Failure failure) {
    runs.computeIfPresent(
        model,
        (name, r) ->
            new Run(
                r.kind(),
                State.FAILED,
                r.position(),
                r.head(),
                0,
                List.of(),
                failure,
                r.startedAt(),
                clock.instant()));
  }
}
