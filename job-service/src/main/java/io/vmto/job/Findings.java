package io.vmto.job;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Finding;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Plan;
import java.util.Locale;
import java.util.stream.Collectors;

/** Words for refusals of a job. */
final class Findings {
  private Findings() {}

  /** Why a plan may not become a job: all its blockers in one failure. */
  static Failure blocked(Plan plan) {
    var blockers =
        plan.findings().stream().filter(f -> f.severity() == Finding.Severity.BLOCKER).toList();
    var failure =
        Failure.of(
            ErrorCode.PREFLIGHT_BLOCKED,
            blockers.stream().map(Finding::message).collect(Collectors.joining(" ")),
            blockers.stream().map(Finding::remedy).distinct().collect(Collectors.joining(" ")));
    for (var blocker : blockers) {
      failure = failure.with(blocker.rule(), blocker.subject());
    }
    return failure;
  }

  /** Why a job in this state may not be {@code done}. */
  static Failure refused(JobStatus status, String done) {
    var state = status.name().toLowerCase(Locale.ROOT);
    return Failure.of(
            ErrorCode.ILLEGAL_STATE,
            "A job that is " + state + " cannot be " + done + ".",
            remedy(status))
        .with("status", status);
  }

  private static String remedy(JobStatus status) {
    return switch (status) {
      case CREATED -> "Start it first.";
      case QUEUED -> "Wait until it runs, or cancel it.";
      case RUNNING -> "Pause or cancel it first.";
      case PAUSING -> "Wait until it is paused.";
      case PAUSED -> "Resume or cancel it.";
      case RESUMING -> "Wait until it runs.";
      case CANCELLING -> "Wait until it is cancelled.";
      case FAILED -> "Retry it (its steps were undone and run again) or cancel it.";
      case CANCELLED, SUCCEEDED -> "Create a new job.";
    };
  }
}
