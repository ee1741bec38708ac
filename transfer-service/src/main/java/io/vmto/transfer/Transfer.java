package io.vmto.transfer;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferCommand.BeginTransfer;
import io.vmto.contract.transfer.TransferCommand.CancelTransfer;
import io.vmto.contract.transfer.TransferCommand.CloseResource;
import io.vmto.contract.transfer.TransferCommand.FailStep;
import io.vmto.contract.transfer.TransferCommand.IntendResource;
import io.vmto.contract.transfer.TransferCommand.LeaveResource;
import io.vmto.contract.transfer.TransferCommand.OpenResource;
import io.vmto.contract.transfer.TransferCommand.PauseTransfer;
import io.vmto.contract.transfer.TransferCommand.PrepareTransfer;
import io.vmto.contract.transfer.TransferCommand.RecordBoot;
import io.vmto.contract.transfer.TransferCommand.RecordEvidence;
import io.vmto.contract.transfer.TransferCommand.RecordResumed;
import io.vmto.contract.transfer.TransferCommand.Report;
import io.vmto.contract.transfer.TransferCommand.ResumeTransfer;
import io.vmto.contract.transfer.TransferCommand.SucceedStep;
import io.vmto.contract.transfer.TransferCommand.SuspendStep;
import io.vmto.contract.transfer.TransferCommand.TakeWork;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.BootObserved;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepResumed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepSkipped;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The doing of one job: step states, attempts, the ledger. Everything that must not race is decided
 * here, in one stream; a worker asks what to do and reports what it did.
 */
class Transfer {
  @AggregateIdentifier private @Nullable TransferId id;
  private @Nullable JobId job;
  private @Nullable MigrationSpec spec;
  private @Nullable Plan plan;
  private Phase phase = Phase.PREPARED;
  private StepBook steps = new StepBook(0);
  private Ledger ledger = new Ledger();
  private @Nullable Failure failure;
  private int rollbackFrom;
  private long token;

  /** Where the transfer stands; what a worker is given follows from it. */
  enum Phase {
    PREPARED,
    RUNNING,
    PAUSING,
    PAUSED,
    REWINDING,
    FAILING,
    CANCELLING,
    FAILED,
    ENDED
  }

  // ── from the saga ──

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(PrepareTransfer c, Clock clock) {
    if (id == null) {
      apply(new TransferPrepared(c.transfer(), c.job(), c.spec(), c.plan(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(BeginTransfer c, Clock clock) {
    if (phase == Phase.PREPARED || phase == Phase.FAILED) {
      apply(new TransferBegan(id(), job(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(PauseTransfer c, Clock clock) {
    if (phase == Phase.RUNNING) {
      apply(new TransferPausing(id(), job(), clock.instant()));
      if (steps.running() < 0) {
        apply(new TransferPaused(id(), job(), clock.instant()));
      }
    }
  }

  @CommandHandler
  void decide(ResumeTransfer c, Clock clock) {
    if (phase == Phase.PAUSED) {
      int from = c.fromStep() < 0 ? -1 : rewindable(c.fromStep());
      apply(new TransferResumed(id(), job(), from, clock.instant()));
      if (from >= 0) {
        apply(new RollbackStarted(id(), job(), from, clock.instant()));
      }
    }
  }

  /** Once disks were given to the target machine they cannot be taken back one by one. */
  private int rewindable(int from) {
    for (int i = from; i < plan().steps().size(); i++) {
      if (plan().steps().get(i) instanceof Step.ImportVm && steps.attempts(i) > 0) {
        return 0;
      }
    }
    return from;
  }

  @CommandHandler
  void decide(CancelTransfer c, Clock clock) {
    var now = clock.instant();
    switch (phase) {
      case PREPARED -> end(Outcome.CANCELLED, now);
      case RUNNING, PAUSING, PAUSED, REWINDING, FAILING, FAILED -> {
        apply(new TransferCancelling(id(), job(), now));
        apply(new RollbackStarted(id(), job(), 0, now));
      }
      case CANCELLING, ENDED -> {}
    }
  }

  // ── from the worker ──

  @CommandHandler
  Work decide(TakeWork c, Clock clock) {
    fence(c);
    var now = clock.instant();
    if (phase == Phase.PREPARED || phase == Phase.PAUSED || ended()) {
      return new Work.Nothing(null);
    }
    if (c.token() > token) {
      apply(new WorkTaken(id(), job(), c.token(), c.worker(), now));
      abandonRunning(now);
    }
    return switch (phase) {
      case RUNNING -> nextStep(now);
      case REWINDING, FAILING, CANCELLING -> nextRollback(now);
      case PREPARED, PAUSING, PAUSED, FAILED, ENDED -> new Work.Nothing(null);
    };
  }

  /** Whoever ran a step under an older lease is gone. */
  private void abandonRunning(Instant now) {
    if (steps.running() >= 0) {
      apply(new StepSuspended(id(), job(), steps.running(), now));
    }
    pauseIfAsked(now);
  }

  private Work nextStep(Instant now) {
    int next = steps.next();
    var retryAt = steps.retryAt(next);
    if (retryAt != null && retryAt.isAfter(now)) {
      return new Work.Nothing(retryAt);
    }
    apply(new StepStarted(id(), job(), next, steps.attempts(next) + 1, now));
    return new Work.RunStep(
        job(), spec(), next, plan().steps().get(next), steps.attempts(next), ledger.open());
  }

  private Work nextRollback(Instant now) {
    var open = ledger.openBackwards(rollbackFrom);
    if (!open.isEmpty()) {
      return new Work.Rollback(job(), spec(), open);
    }
    apply(new RollbackFinished(id(), job(), rollbackFrom, now));
    if (phase == Phase.RUNNING) {
      return nextStep(now);
    }
    end(phase == Phase.FAILING ? Outcome.FAILED : Outcome.CANCELLED, now);
    return new Work.Nothing(null);
  }

  @CommandHandler
  void decide(IntendResource c, Clock clock) {
    fence(c);
    if (!ledger.has(c.resource().name())) {
      apply(new ResourceIntended(id(), job(), c.resource(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(OpenResource c, Clock clock) {
    fence(c);
    if (!ledger.remoteId(c.name()).equals(c.remoteId())) {
      apply(new ResourceOpened(id(), job(), c.name(), c.remoteId(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(CloseResource c, Clock clock) {
    fence(c);
    if (ledger.has(c.name())) {
      apply(new ResourceClosed(id(), job(), c.name(), c.how(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(LeaveResource c, Clock clock) {
    fence(c);
    if (ledger.has(c.name())) {
      apply(new ResourceLeft(id(), job(), c.name(), c.why(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(RecordEvidence c, Clock clock) {
    fence(c);
    apply(new EvidenceRecorded(id(), job(), c.evidence(), clock.instant()));
  }

  @CommandHandler
  void decide(RecordBoot c, Clock clock) {
    fence(c);
    apply(new BootObserved(id(), job(), c.boot(), clock.instant()));
  }

  @CommandHandler
  void decide(RecordResumed c, Clock clock) {
    fence(c);
    apply(new StepResumed(id(), job(), c.step(), c.offset(), clock.instant()));
  }

  @CommandHandler
  void decide(SucceedStep c, Clock clock) {
    fence(c);
    if (steps.running() != c.step()) {
      return;
    }
    var now = clock.instant();
    apply(new StepSucceeded(id(), job(), c.step(), c.report(), now));
    if (steps.allDone() && (phase == Phase.RUNNING || phase == Phase.PAUSING)) {
      end(Outcome.SUCCEEDED, now);
    } else {
      pauseIfAsked(now);
    }
  }

  @CommandHandler
  void decide(FailStep c, Clock clock) {
    fence(c);
    if (steps.running() != c.step()) {
      return;
    }
    var now = clock.instant();
    if (phase == Phase.CANCELLING) {
      apply(new StepSuspended(id(), job(), c.step(), now));
      return;
    }
    var retry = Retry.after(c.failure(), steps.failures(c.step()) + 1);
    if (retry.isPresent()) {
      var next = now.plus(retry.get());
      apply(new StepRetrying(id(), job(), c.step(), c.failure(), next, now));
      pauseIfAsked(now);
    } else {
      apply(new StepFailed(id(), job(), c.step(), c.failure(), now));
      apply(new RollbackStarted(id(), job(), 0, now));
    }
  }

  @CommandHandler
  void decide(SuspendStep c, Clock clock) {
    fence(c);
    if (steps.running() == c.step()) {
      apply(new StepSuspended(id(), job(), c.step(), clock.instant()));
      pauseIfAsked(clock.instant());
    }
  }

  private void pauseIfAsked(Instant now) {
    if (phase == Phase.PAUSING && steps.running() < 0) {
      apply(new TransferPaused(id(), job(), now));
    }
  }

  private void end(Outcome outcome, Instant now) {
    apply(new TransferEnded(id(), job(), outcome, failure, ledger.leftovers(), now));
  }

  /** An older lease's worker must hear that it is not the one any more. */
  private void fence(Report report) {
    if (report.token() < token) {
      throw new Rejected(
          ErrorCode.LEASE_LOST,
          "Another worker has taken this transfer.",
          "Nothing to do: the other worker goes on.");
    }
  }

  private boolean ended() {
    return phase == Phase.ENDED || phase == Phase.FAILED;
  }

  private TransferId id() {
    return Objects.requireNonNull(id);
  }

  private JobId job() {
    return Objects.requireNonNull(job);
  }

  private MigrationSpec spec() {
    return Objects.requireNonNull(spec);
  }

  private Plan plan() {
    return Objects.requireNonNull(plan);
  }

  @EventSourcingHandler
  void evolve(TransferEvent event) {
    switch (event) {
      case TransferPrepared e -> {
        id = e.transfer();
        job = e.job();
        spec = e.spec();
        plan = e.plan();
        steps = new StepBook(e.plan().steps().size());
      }
      case TransferBegan e -> {
        phase = Phase.RUNNING;
        failure = null;
        steps.reset(0);
      }
      case TransferPausing e -> phase = Phase.PAUSING;
      case TransferPaused e -> phase = Phase.PAUSED;
      case TransferResumed e -> phase = Phase.RUNNING;
      case TransferCancelling e -> {
        phase = Phase.CANCELLING;
        failure = null;
        ledger.tryAgain();
      }
      case WorkTaken e -> token = e.token();
      case StepStarted e -> steps.started(e.step(), e.attempt());
      case StepResumed e -> {}
      case StepSucceeded e -> steps.set(e.step(), StepStatus.SUCCEEDED);
      case StepRetrying e -> steps.retrying(e.step(), e.next());
      case StepFailed e -> {
        steps.set(e.step(), StepStatus.FAILED);
        failure = e.failure();
        phase = Phase.FAILING;
      }
      case StepSkipped e -> steps.set(e.step(), StepStatus.SKIPPED);
      case StepSuspended e -> steps.set(e.step(), StepStatus.PENDING);
      case ResourceIntended e -> ledger.intended(e.resource());
      case ResourceOpened e -> ledger.opened(e.name(), e.remoteId());
      case ResourceClosed e -> ledger.closed(e.name());
      case ResourceLeft e -> ledger.left(e.name(), e.why());
      case EvidenceRecorded e -> {}
      case BootObserved e -> {}
      case RollbackStarted e -> {
        rollbackFrom = e.fromStep();
        phase = phase == Phase.RUNNING ? Phase.REWINDING : phase;
      }
      case RollbackFinished e -> {
        if (phase == Phase.REWINDING) {
          steps.reset(e.fromStep());
          phase = Phase.RUNNING;
        }
      }
      case TransferEnded e -> phase = e.outcome() == Outcome.FAILED ? Phase.FAILED : Phase.ENDED;
    }
  }
}
