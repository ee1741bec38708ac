package io.vmto.gateway.operations;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.Drive;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.view.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that should move and do not, and jobs that rest until somebody does something or a time has
 * come. Pure.
 *
 * @param waiting nothing is wrong with these
 */
record StuckJobs(List<Case> stuck, List<Case> waiting) {
  StuckJobs {
    stuck = List.copyOf(stuck);
    waiting = List.copyOf(waiting);
  }

  /**
   * A job, why it does not go on, and what to do.
   *
   * @param since its last sign of life
   * @param code of the failure that holds it
   */
  record Case(
      JobId job,
      String name,
      JobStatus status,
      Instant since,
      Hindrance why,
      @Nullable ErrorCode code,
      String reason,
      String remedy) {}

  /** Each has a sentence in every language of the portal. */
  enum Hindrance {
    SET_ASIDE,
    NOT_STARTED,
    NOT_ANSWERED,
    HELD,
    PAUSED,
    WORKER_SILENT,
    NO_WORKER,
    NOT_TAKEN,
    WORKERS_BUSY,
    CUTOVER_AHEAD,
    RETRY_AHEAD
  }

  /**
   * What is known.
   *
   * @param patience how long a job that should move may be silent
   */
  record Facts(
      List<Pulse> pulses,
      List<Drive> drives,
      List<DeadLetterView> letters,
      Instant now,
      Duration patience) {}

  private static final Set<StepStatus> RESTING = Set.of(StepStatus.WAITING, StepStatus.RETRYING);

  static StuckJobs of(Facts facts) {
    var drives =
        facts.drives().stream().collect(Collectors.toMap(Drive::transfer, Function.identity()));
    var stuck = new ArrayList<Case>();
    var waiting = new ArrayList<Case>();
    for (var pulse : facts.pulses()) {
      if (!pulse.job().status().ended()) {
        var found = new Look(pulse, facts, drives).find();
        found.ifPresent(f -> (f.stuck() ? stuck : waiting).add(f.of(pulse)));
      }
    }
    return new StuckJobs(stuck, waiting);
  }

  private record Found(boolean stuck, Hindrance why, String reason, String remedy) {
    Case of(Pulse pulse) {
      var job = pulse.job();
      var code = why == Hindrance.HELD ? Objects.requireNonNull(job.failure()).code() : null;
      return new Case(job.id(), job.name(), job.status(), pulse.last(), why, code, reason, remedy);
    }
  }

  private static Optional<Found> stuck(Hindrance why, String reason, String remedy) {
    return Optional.of(new Found(true, why, reason, remedy));
  }

  private static Optional<Found> waits(Hindrance why, String reason, String remedy) {
    return Optional.of(new Found(false, why, reason, remedy));
  }

  /** One job looked at. */
  private record Look(Pulse pulse, Facts facts, Map<TransferId, Drive> drives) {
    Optional<Found> find() {
      var job = pulse.job();
      var letter = letter();
      if (letter.isPresent()) {
        return stuck(
            Hindrance.SET_ASIDE,
            "An event of it was set aside by "
                + letter.get().processor()
                + ": "
                + letter.get().message(),
            "Mend the cause, then replay the dead letter " + letter.get().id() + ".");
      }
      return switch (job.status()) {
        case CREATED ->
            waits(Hindrance.NOT_STARTED, "Nobody has started it.", "Start it, or cancel it.");
        case PAUSED -> paused(job);
        case QUEUED ->
            silent()
                ? stuck(
                    Hindrance.NOT_ANSWERED,
                    "It was started, and neither the claim nor the licence has answered.",
                    "Look whether JobSagaProcessor runs and gets on.")
                : Optional.empty();
        case RUNNING, PAUSING, RESUMING, CANCELLING -> moving(job);
        case CANCELLED, FAILED, SUCCEEDED -> Optional.empty();
      };
    }

    private static Optional<Found> paused(JobView job) {
      var failure = job.failure();
      return failure == null
          ? waits(Hindrance.PAUSED, "Somebody has paused it.", "Resume it, or cancel it.")
          : waits(
              Hindrance.HELD,
              "It is held: " + failure.message(),
              failure.remedy() + " Then resume it.");
    }

    private Optional<Found> moving(JobView job) {
      var resting = resting(job);
      if (job.status() == JobStatus.RUNNING && resting.isPresent()) {
        return resting;
      }
      if (!silent()) {
        return Optional.empty();
      }
      var drive = drives.get(TransferId.of(job.id()));
      if (drive != null && drive.held()) {
        return stuck(
            Hindrance.WORKER_SILENT,
            "The worker " + drive.worker() + " holds it and has reported nothing.",
            "Pause it and resume it; if it does not pause, end that worker's process: another one"
                + " goes on at the last checkpoint.");
      }
      if (drive == null) {
        return stuck(
            Hindrance.NO_WORKER,
            "No worker has it, and none will be woken for it.",
            "Pause it and resume it, or cancel it.");
      }
      return someoneWorks()
          ? waits(
              Hindrance.WORKERS_BUSY,
              "All workers are busy with other jobs.",
              "Wait, or pause another job.")
          : stuck(
              Hindrance.NOT_TAKEN,
              "It is queued, and no worker takes it.",
              "Look whether a worker runs at all.");
    }

    /** A step that will be done again at a time that lies ahead. */
    private Optional<Found> resting(JobView job) {
      return job.steps().stream()
          .filter(step -> RESTING.contains(step.status()))
          .filter(step -> step.retryAt() != null)
          .filter(step -> Objects.requireNonNull(step.retryAt()).isAfter(facts.now()))
          .findFirst()
          .flatMap(
              step -> {
                var until = step.title() + " rests until " + step.retryAt() + ".";
                return step.status() == StepStatus.WAITING
                    ? waits(Hindrance.CUTOVER_AHEAD, until, "Approve the cutover when it suits.")
                    : waits(Hindrance.RETRY_AHEAD, until, "Wait; it is tried again by itself.");
              });
    }

    private boolean someoneWorks() {
      return drives.values().stream().anyMatch(Drive::held);
    }

    private boolean silent() {
      return pulse.last().plus(facts.patience()).isBefore(facts.now());
    }

    private Optional<DeadLetterView> letter() {
      var job = pulse.job().id();
      var own = Set.of(job.value(), TransferId.of(job).value());
      return facts.letters().stream()
          .filter(letter -> !letter.waiting() && own.contains(letter.sequence()))
          .findFirst();
    }
  }
}
