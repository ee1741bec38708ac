package io.vmto.transfer;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import io.vmto.transfer.TransferState.Phase;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateMember;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The doing of one job: step states, attempts, the ledger. Everything that must not race is decided
 * here, in one stream; a worker asks what to do and reports what it did.
 */
class Transfer {
  @AggregateIdentifier private @Nullable TransferId id;
  private final TransferState state = new TransferState();

  @AggregateMember
  @SuppressWarnings("UnusedVariable") // read by Axon
  private final Accounts accounts = new Accounts(state);

  @AggregateMember private final WarmOrder warm = new WarmOrder(state);

  // ── from the saga ──

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  void decide(TransferCommand.PrepareTransfer c, Clock clock) {
    if (id == null) {
      apply(
          new TransferEvent.TransferPrepared(
              c.transfer(), c.job(), c.spec(), c.plan(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.BeginTransfer c, Clock clock) {
    if (state.phase() == Phase.PREPARED || state.phase() == Phase.FAILED) {
      apply(new TransferEvent.TransferBegan(id(), job(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.PauseTransfer c, Clock clock) {
    if (state.phase() == Phase.RUNNING) {
      apply(new TransferEvent.TransferPausing(id(), job(), clock.instant()));
      pauseIfAsked(clock.instant());
    }
  }

  @CommandHandler
  void decide(TransferCommand.ResumeTransfer c, Clock clock) {
    if (state.phase() == Phase.PAUSED) {
      int from = c.fromStep() < 0 ? -1 : rewindable(c.fromStep());
      apply(new TransferEvent.TransferResumed(id(), job(), from, clock.instant()));
      if (from >= 0) {
        apply(new TransferEvent.RollbackStarted(id(), job(), from, clock.instant()));
      }
    }
  }

  /**
   * Once disks were given to the target machine they cannot be taken back one by one; and a cutover
   * begins with replicas that are in step.
   */
  private int rewindable(int from) {
    int sync = steps().indexOf(Step.SyncUntilCutover.class);
    if (sync >= 0 && from > sync && from <= steps().indexOf(Step.Cutover.class)) {
      return rewindable(sync);
    }
    for (int i = from; i < state.plan().steps().size(); i++) {
      if (state.plan().steps().get(i) instanceof Step.ImportVm && steps().attempts(i) > 0) {
        return 0;
      }
    }
    return from;
  }

  @CommandHandler
  void decide(TransferCommand.CancelTransfer c, Clock clock) {
    var now = clock.instant();
    switch (state.phase()) {
      case PREPARED -> end(Outcome.CANCELLED, now);
      case RUNNING, PAUSING, PAUSED, REWINDING, FAILING, FAILED -> {
        apply(new TransferEvent.TransferCancelling(id(), job(), now));
        apply(new TransferEvent.RollbackStarted(id(), job(), 0, now));
      }
      case CANCELLING, ENDED -> {}
    }
  }

  @CommandHandler
  void decide(TransferCommand.ChangeTransferLimits c, Clock clock) {
    if (state.phase() != Phase.ENDED && !c.limits().equals(state.limits())) {
      apply(new TransferEvent.TransferLimitsChanged(id(), job(), c.limits(), clock.instant()));
    }
  }

  // ── from the worker ──

  @CommandHandler
  Work decide(TransferCommand.TakeWork c, Clock clock) {
    state.fence(c);
    var now = clock.instant();
    if (state.atRest()) {
      return new Work.Nothing(null);
    }
    if (c.token() > state.token()) {
      apply(new TransferEvent.WorkTaken(id(), job(), c.token(), c.worker(), now));
      abandonRunning(now);
    }
    return switch (state.phase()) {
      case RUNNING -> nextStep(now);
      case PAUSING -> steps().anyRunning() ? new Work.StopRunning() : rest(now);
      case REWINDING, FAILING, CANCELLING ->
          steps().anyRunning() ? new Work.StopRunning() : nextRollback(now);
      case PREPARED, PAUSED, FAILED, ENDED -> new Work.Nothing(null);
    };
  }

  /** Whoever ran steps under an older lease is gone. */
  private void abandonRunning(Instant now) {
    for (int step : steps().running()) {
      apply(new TransferEvent.StepSuspended(id(), job(), step, now));
    }
    pauseIfAsked(now);
  }

  private Work nextStep(Instant now) {
    int next = steps().next(state.limits().parallelDisks(), now);
    if (next < 0) {
      return new Work.Nothing(steps().nextRetry());
    }
    apply(new TransferEvent.StepStarted(id(), job(), next, steps().attempts(next) + 1, now));
    return new Work.RunStep(
        job(),
        state.spec(),
        next,
        state.plan().steps().get(next),
        steps().attempts(next),
        ledger().open());
  }

  private Work rest(Instant now) {
    var open = ledger().momentary();
    if (!open.isEmpty()) {
      return new Work.Rollback(job(), state.spec(), ledger().open(), open);
    }
    pauseIfAsked(now);
    return new Work.Nothing(null);
  }

  private Work nextRollback(Instant now) {
    var open = ledger().openBackwards(state.rollbackFrom());
    if (!open.isEmpty()) {
      return new Work.Rollback(job(), state.spec(), ledger().open(), open);
    }
    apply(new TransferEvent.RollbackFinished(id(), job(), state.rollbackFrom(), now));
    if (state.phase() == Phase.RUNNING) {
      return nextStep(now);
    }
    end(state.phase() == Phase.FAILING ? Outcome.FAILED : Outcome.CANCELLED, now);
    return new Work.Nothing(null);
  }

  @CommandHandler
  void decide(TransferCommand.RecordResumed c, Clock clock) {
    state.fence(c);
    apply(new TransferEvent.StepResumed(id(), job(), c.step(), c.offset(), clock.instant()));
  }

  @CommandHandler
  void decide(TransferCommand.SucceedStep c, Clock clock) {
    state.fence(c);
    if (!steps().isRunning(c.step())) {
      return;
    }
    var now = clock.instant();
    var step = state.plan().steps().get(c.step());
    warm.checkDone(step);
    if (step instanceof Step.SyncUntilCutover sync && !warm.inStep(sync, now)) {
      var next = now.plusSeconds(sync.intervalSeconds());
      apply(new TransferEvent.StepWaiting(id(), job(), c.step(), next, now));
      pauseIfAsked(now);
      return;
    }
    apply(new TransferEvent.StepSucceeded(id(), job(), c.step(), c.report(), now));
    if (steps().allDone() && (state.phase() == Phase.RUNNING || state.phase() == Phase.PAUSING)) {
      end(Outcome.SUCCEEDED, now);
    } else {
      pauseIfAsked(now);
    }
  }

  @CommandHandler
  void decide(TransferCommand.FailStep c, Clock clock) {
    state.fence(c);
    if (!steps().isRunning(c.step())) {
      return;
    }
    var now = clock.instant();
    if (state.phase() == Phase.CANCELLING || state.phase() == Phase.FAILING) {
      apply(new TransferEvent.StepSuspended(id(), job(), c.step(), now));
      return;
    }
    var retry = Retry.after(c.failure(), steps().failures(c.step()) + 1);
    if (retry.isPresent()) {
      var next = now.plus(retry.get());
      apply(new TransferEvent.StepRetrying(id(), job(), c.step(), c.failure(), next, now));
      pauseIfAsked(now);
    } else {
      boolean asked = state.phase() == Phase.PAUSING;
      apply(new TransferEvent.StepFailed(id(), job(), c.step(), c.failure(), now));
      if (state.passes().begun()) {
        // what was copied is worth more than a clean end: somebody mends the cause, or cancels
        if (!asked) {
          apply(new TransferEvent.TransferPausing(id(), job(), now));
        }
        pauseIfAsked(now);
      } else {
        apply(new TransferEvent.RollbackStarted(id(), job(), 0, now));
      }
    }
  }

  @CommandHandler
  void decide(TransferCommand.SuspendStep c, Clock clock) {
    state.fence(c);
    if (steps().isRunning(c.step())) {
      apply(new TransferEvent.StepSuspended(id(), job(), c.step(), clock.instant()));
      pauseIfAsked(clock.instant());
    }
  }

  private void pauseIfAsked(Instant now) {
    if (state.phase() == Phase.PAUSING && !steps().anyRunning() && ledger().momentary().isEmpty()) {
      apply(new TransferEvent.TransferPaused(id(), job(), now));
    }
  }

  private void end(Outcome outcome, Instant now) {
    apply(
        new TransferEvent.TransferEnded(
            id(), job(), outcome, state.failure(), ledger().leftovers(), now));
  }

  private TransferId id() {
    return Objects.requireNonNull(id);
  }

  private JobId job() {
    return state.job();
  }

  private StepBook steps() {
    return state.steps();
  }

  private Ledger ledger() {
    return state.ledger();
  }

  @EventSourcingHandler
  void evolve(TransferEvent event) {
    id = event.transfer();
    state.evolve(event);
  }
}
