package io.vmto.job;

import static io.vmto.contract.job.JobStatus.CANCELLED;
import static io.vmto.contract.job.JobStatus.CANCELLING;
import static io.vmto.contract.job.JobStatus.CREATED;
import static io.vmto.contract.job.JobStatus.FAILED;
import static io.vmto.contract.job.JobStatus.PAUSED;
import static io.vmto.contract.job.JobStatus.PAUSING;
import static io.vmto.contract.job.JobStatus.QUEUED;
import static io.vmto.contract.job.JobStatus.RESUMING;
import static io.vmto.contract.job.JobStatus.RUNNING;
import static io.vmto.contract.job.JobStatus.SUCCEEDED;
import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.ApproveJobCutover;
import io.vmto.contract.job.JobCommand.CancelJob;
import io.vmto.contract.job.JobCommand.ChangeLimits;
import io.vmto.contract.job.JobCommand.CreateJob;
import io.vmto.contract.job.JobCommand.MarkPaused;
import io.vmto.contract.job.JobCommand.MarkRunning;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.RecordOutcome;
import io.vmto.contract.job.JobCommand.RefuseStart;
import io.vmto.contract.job.JobCommand.ResumeFromStep;
import io.vmto.contract.job.JobCommand.ResumeJob;
import io.vmto.contract.job.JobCommand.RetryFailedSteps;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.job.JobEvent.JobCancelled;
import io.vmto.contract.job.JobEvent.JobCancelling;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobEvent.JobCutoverApproved;
import io.vmto.contract.job.JobEvent.JobDownloadBegun;
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobPaused;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobResuming;
import io.vmto.contract.job.JobEvent.JobRunning;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateMember;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** What the operator asked for: request, plan, decisions, outcome. */
class Job {
  @AggregateIdentifier private @Nullable JobId id;
  private @Nullable MigrationRequest request;
  private @Nullable Plan plan;
  private Limits limits = Limits.DEFAULT;
  private JobStatus status = CREATED;
  private Instant runningSince = Instant.MIN;

  @AggregateMember
  @SuppressWarnings("UnusedVariable") // read by Axon
  private final KeptImages images = new KeptImages();

  // ── what people ask ──

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  String decide(CreateJob command, Clock clock) {
    if (id != null) {
      return sameRequest(command);
    }
    var planned = Strategy.plan(command.spec());
    if (planned.blocked()) {
      throw new Rejected(Findings.blocked(planned));
    }
    apply(new JobCreated(command.job(), command.spec(), planned, clock.instant()));
    limit(command.limits(), clock);
    return planned.hash();
  }

  private String sameRequest(CreateJob command) {
    if (command.spec().request().equals(request)) {
      return plan().hash();
    }
    throw new Rejected(
        ErrorCode.IDEMPOTENCY_MISMATCH,
        "This id was used for another request.",
        "Use a new Idempotency-Key for a new job.");
  }

  @CommandHandler
  void decide(StartJob command, Clock clock) {
    if (status == QUEUED) {
      return;
    }
    allow("started", CREATED);
    if (!command.planHash().equals(plan().hash())) {
      throw new Rejected(
          ErrorCode.PLAN_CHANGED,
          "The plan to start is not the plan of this job.",
          "Read the job again, look at its plan, and start with its hash.");
    }
    queue(clock);
  }

  @CommandHandler
  void decide(PauseJob command, Clock clock) {
    if (status == PAUSING || status == PAUSED) {
      return;
    }
    allow("paused", RUNNING);
    apply(new JobPausing(id(), clock.instant()));
  }

  @CommandHandler
  void decide(ResumeJob command, Clock clock) {
    if (status == RESUMING || status == RUNNING) {
      return;
    }
    allow("resumed", PAUSED);
    apply(new JobResuming(id(), -1, clock.instant()));
  }

  @CommandHandler
  void decide(ResumeFromStep command, Clock clock) {
    allow("resumed from a step", PAUSED);
    if (command.step() < 0 || command.step() >= plan().steps().size()) {
      throw new Rejected(
          ErrorCode.REQUEST_INVALID,
          "step: the plan has steps 0 to " + (plan().steps().size() - 1) + ".",
          "Name a step of the plan.");
    }
    apply(new JobResuming(id(), command.step(), clock.instant()));
  }

  @CommandHandler
  void decide(CancelJob command, Clock clock) {
    switch (status) {
      case CANCELLING, CANCELLED -> {}
      case CREATED -> apply(new JobCancelled(id(), List.of(), clock.instant()));
      case QUEUED, RUNNING, PAUSING, PAUSED, RESUMING, FAILED ->
          apply(new JobCancelling(id(), clock.instant()));
      case SUCCEEDED -> throw refused("cancelled");
    }
  }

  @CommandHandler
  void decide(RetryFailedSteps command, Clock clock) {
    if (status == QUEUED) {
      return;
    }
    allow("retried", FAILED);
    queue(clock);
  }

  @CommandHandler
  void decide(ApproveJobCutover command, Clock clock) {
    boolean warm = plan().steps().stream().anyMatch(Step.SyncUntilCutover.class::isInstance);
    if (!warm
        || !(status == RUNNING || status == PAUSING || status == PAUSED || status == RESUMING)) {
      throw refused("cut over");
    }
    // once more where the source has run again since
    apply(new JobCutoverApproved(id(), clock.instant()));
  }

  @CommandHandler
  void decide(ChangeLimits command, Clock clock) {
    if (status == CANCELLED || status == SUCCEEDED) {
      throw refused("limited");
    }
    limit(
        new Limits(
            Objects.requireNonNullElse(command.bytesPerSecond(), limits.bytesPerSecond()),
            Objects.requireNonNullElse(command.parallelDisks(), limits.parallelDisks())),
        clock);
  }

  private void limit(Limits wanted, Clock clock) {
    if (!wanted.equals(limits)) {
      apply(new JobLimitsChanged(id(), wanted, clock.instant()));
    }
  }

  // ── what the saga reports; late news is no news ──

  @CommandHandler
  void decide(MarkRunning command, Clock clock) {
    if (status == QUEUED || status == RESUMING) {
      apply(new JobRunning(id(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(MarkPaused command, Clock clock) {
    if (status == PAUSING || (status == RUNNING && command.since().isAfter(runningSince))) {
      apply(new JobPaused(id(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(RefuseStart command, Clock clock) {
    if (status == QUEUED) {
      apply(new JobFailed(id(), command.failure(), List.of(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(RecordOutcome command, Clock clock) {
    if (status == CREATED || status.ended()) {
      return;
    }
    var now = clock.instant();
    switch (command.outcome()) {
      case SUCCEEDED -> apply(new JobSucceeded(id(), now));
      case CANCELLED -> apply(new JobCancelled(id(), command.leftovers(), now));
      case FAILED -> apply(new JobFailed(id(), reason(command), command.leftovers(), now));
    }
  }

  private static Failure reason(RecordOutcome command) {
    return Objects.requireNonNullElseGet(
        command.failure(),
        () -> Failure.of(ErrorCode.INTERNAL_ERROR, "No reason was recorded.", "Report this."));
  }

  private void queue(Clock clock) {
    apply(new JobQueued(id(), Objects.requireNonNull(request).source(), clock.instant()));
  }

  private void allow(String done, JobStatus from) {
    if (status != from) {
      throw refused(done);
    }
  }

  private Rejected refused(String done) {
    return new Rejected(Findings.refused(status, done));
  }

  private JobId id() {
    return Objects.requireNonNull(id);
  }

  private Plan plan() {
    return Objects.requireNonNull(plan);
  }

  @EventSourcingHandler
  void evolve(JobEvent event) {
    switch (event) {
      case JobCreated e -> {
        id = e.job();
        request = e.spec().request();
        plan = e.plan();
        status = CREATED;
      }
      case JobLimitsChanged e -> limits = e.limits();
      case JobQueued e -> {
        status = QUEUED;
        runningSince = e.at();
      }
      case JobCutoverApproved _, JobDownloadBegun _, JobImageCheckAsked _, JobImageChecked _ -> {}
      case JobRunning e -> status = RUNNING;
      case JobPausing e -> status = PAUSING;
      case JobPaused e -> status = PAUSED;
      case JobResuming e -> {
        status = RESUMING;
        runningSince = e.at();
      }
      case JobCancelling e -> status = CANCELLING;
      case JobCancelled e -> status = CANCELLED;
      case JobFailed e -> status = FAILED;
      case JobSucceeded e -> status = SUCCEEDED;
    }
  }
}
