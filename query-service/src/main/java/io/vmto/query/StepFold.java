package io.vmto.query;

import static io.vmto.contract.transfer.StepStatus.FAILED;
import static io.vmto.contract.transfer.StepStatus.PENDING;
import static io.vmto.contract.transfer.StepStatus.RETRYING;
import static io.vmto.contract.transfer.StepStatus.RUNNING;
import static io.vmto.contract.transfer.StepStatus.SKIPPED;
import static io.vmto.contract.transfer.StepStatus.SUCCEEDED;
import static io.vmto.contract.transfer.StepStatus.WAITING;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepResumed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepWaiting;
import io.vmto.contract.view.JobView.StepView;
import java.time.Instant;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** One line of the plan, event by event. */
final class StepFold {
  private StepFold() {}

  static StepView planned(int index, Step step) {
    var copy = step instanceof Step.CopyDisk c ? c : null;
    return new StepView(
        index,
        step.getClass().getSimpleName(),
        step.title(),
        copy == null ? "" : copy.disk(),
        copy == null ? 0 : copy.capacity(),
        PENDING,
        0,
        StepReport.NOTHING,
        null,
        null,
        null,
        null);
  }

  /** As if it had never run. */
  static StepView fresh(StepView s) {
    return with(s, PENDING, 0, StepReport.NOTHING, null, null, null, null);
  }

  /** Its time counts from its first attempt, pauses and waits included. */
  static StepView started(StepView s, StepStarted e) {
    var since = s.startedAt() == null ? e.at() : s.startedAt();
    return with(s, RUNNING, e.attempt(), StepReport.NOTHING, null, since, null, null);
  }

  static StepView resumed(StepView s, StepResumed e) {
    var r = s.report();
    var facts = new HashMap<>(r.facts());
    facts.put("resumedFrom", Long.toString(e.offset()));
    var report = new StepReport(r.read(), r.zeros(), r.written(), facts);
    return with(s, s.status(), s.attempts(), report, null, s.startedAt(), null, null);
  }

  static StepView succeeded(StepView s, StepSucceeded e) {
    var facts = new HashMap<>(s.report().facts());
    facts.putAll(e.report().facts());
    var r = e.report();
    var report = new StepReport(r.read(), r.zeros(), r.written(), facts);
    return with(s, SUCCEEDED, s.attempts(), report, null, s.startedAt(), e.at(), null);
  }

  static StepView retrying(StepView s, StepRetrying e) {
    return with(s, RETRYING, s.attempts(), s.report(), e.failure(), s.startedAt(), null, e.next());
  }

  static StepView failed(StepView s, StepFailed e) {
    return with(s, FAILED, s.attempts(), s.report(), e.failure(), s.startedAt(), e.at(), null);
  }

  static StepView skipped(StepView s, Instant at) {
    return with(s, SKIPPED, s.attempts(), s.report(), null, s.startedAt(), at, null);
  }

  /** Done for now, and again at its next time. */
  static StepView resting(StepView s, StepWaiting e) {
    return with(s, WAITING, s.attempts(), s.report(), null, s.startedAt(), null, e.next());
  }

  /** Waits, with what it did so far. */
  static StepView waiting(StepView s) {
    return with(s, PENDING, s.attempts(), s.report(), null, s.startedAt(), null, null);
  }

  /** Nothing runs after a rollback; what had ended stays as it ended, for the reader. */
  static StepView stopped(StepView s) {
    return switch (s.status()) {
      case RUNNING, RETRYING, WAITING -> waiting(s);
      case PENDING, FAILED, SKIPPED, SUCCEEDED -> s;
    };
  }

  private static StepView with(
      StepView s,
      StepStatus status,
      int attempts,
      StepReport report,
      @Nullable Failure failure,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant retryAt) {
    return new StepView(
        s.index(), s.kind(), s.title(), s.disk(), s.bytes(), status, attempts, report, failure,
        startedAt, endedAt, retryAt);
  }
}
