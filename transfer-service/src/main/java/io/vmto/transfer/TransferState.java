package io.vmto.transfer;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link Transfer} knows; only ever changed by its events. */
final class TransferState {
  private @Nullable TransferId id;
  private @Nullable JobId job;
  private @Nullable MigrationSpec spec;
  private @Nullable Plan plan;
  private Phase phase = Phase.PREPARED;
  private StepBook steps = new StepBook(List.of());
  private Ledger ledger = new Ledger();
  private Passes passes = new Passes();
  private Limits limits = Limits.DEFAULT;
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

  TransferId id() {
    return Objects.requireNonNull(id);
  }

  JobId job() {
    return Objects.requireNonNull(job);
  }

  MigrationSpec spec() {
    return Objects.requireNonNull(spec);
  }

  Plan plan() {
    return Objects.requireNonNull(plan);
  }

  Phase phase() {
    return phase;
  }

  /** There is no work until somebody asks for it. */
  boolean atRest() {
    return switch (phase) {
      case PREPARED, PAUSED, FAILED, ENDED -> true;
      case RUNNING, PAUSING, REWINDING, FAILING, CANCELLING -> false;
    };
  }

  boolean rollingBack() {
    return switch (phase) {
      case REWINDING, FAILING, CANCELLING -> true;
      case PREPARED, RUNNING, PAUSING, PAUSED, FAILED, ENDED -> false;
    };
  }

  StepBook steps() {
    return steps;
  }

  Ledger ledger() {
    return ledger;
  }

  Passes passes() {
    return passes;
  }

  Limits limits() {
    return limits;
  }

  /** Why it is rolled back or failed; null otherwise. */
  @Nullable Failure failure() {
    return failure;
  }

  int rollbackFrom() {
    return rollbackFrom;
  }

  /** Of the newest lease that took work. */
  long token() {
    return token;
  }

  /** An older lease's worker must hear that it is not the one any more. */
  void fence(TransferCommand.Report report) {
    if (report.token() < token) {
      throw new Rejected(
          ErrorCode.LEASE_LOST,
          "Another worker has taken this transfer.",
          "Nothing to do: the other worker goes on.");
    }
  }

  void evolve(TransferEvent event) {
    switch (event) {
      case TransferEvent.TransferPrepared e -> {
        id = e.transfer();
        job = e.job();
        spec = e.spec();
        plan = e.plan();
        steps = new StepBook(e.plan().steps());
      }
      case TransferEvent.TransferBegan e -> {
        phase = Phase.RUNNING;
        failure = null;
        passes = new Passes();
        steps.reset(0);
      }
      case TransferEvent.TransferPausing e -> phase = Phase.PAUSING;
      case TransferEvent.TransferPaused e -> phase = Phase.PAUSED;
      case TransferEvent.TransferResumed e -> {
        phase = Phase.RUNNING;
        failure = null;
        steps.forgive();
      }
      case TransferEvent.TransferCancelling e -> {
        phase = Phase.CANCELLING;
        failure = null;
        ledger.tryAgain();
      }
      case TransferEvent.TransferLimitsChanged e -> limits = e.limits();
      case TransferEvent.WorkTaken e -> token = e.token();
      case TransferEvent.StepStarted e -> steps.started(e.step(), e.attempt());
      case TransferEvent.StepResumed e -> {}
      case TransferEvent.StepSucceeded e -> steps.set(e.step(), StepStatus.SUCCEEDED);
      case TransferEvent.StepRetrying e -> steps.retrying(e.step(), e.next());
      case TransferEvent.StepFailed e -> {
        steps.set(e.step(), StepStatus.FAILED);
        failure = e.failure();
        phase = Phase.FAILING;
      }
      case TransferEvent.StepSkipped e -> steps.set(e.step(), StepStatus.SKIPPED);
      case TransferEvent.StepSuspended e -> steps.set(e.step(), StepStatus.PENDING);
      case TransferEvent.StepWaiting e -> steps.waiting(e.step(), e.next());
      case TransferEvent.PassStarted e -> passes.evolve(e);
      case TransferEvent.PassWidened e -> passes.evolve(e);
      case TransferEvent.PassVoided e -> passes.evolve(e);
      case TransferEvent.PassCompleted e -> passes.evolve(e);
      case TransferEvent.CutoverApproved e -> passes.evolve(e);
      case TransferEvent.GuestShutdownRequested e -> passes.evolve(e);
      case TransferEvent.SourcePoweredOff e -> passes.evolve(e);
      case TransferEvent.SourcePoweredOn e -> {
        passes.evolve(e);
        steps.reset(steps.indexOf(Step.SyncUntilCutover.class));
      }
      case TransferEvent.ResourceIntended e -> ledger.intended(e.resource());
      case TransferEvent.ResourceOpened e -> ledger.opened(e.name(), e.remoteId());
      case TransferEvent.ResourceClosed e -> ledger.closed(e.name());
      case TransferEvent.ResourceLeft e -> ledger.left(e.name(), e.why());
      case TransferEvent.EvidenceRecorded e -> {}
      case TransferEvent.BootObserved e -> {}
      case TransferEvent.RollbackStarted e -> {
        rollbackFrom = e.fromStep();
        phase = phase == Phase.RUNNING ? Phase.REWINDING : phase;
      }
      case TransferEvent.RollbackFinished e -> {
        if (phase == Phase.REWINDING) {
          if (e.fromStep() <= steps.indexOf(Step.FullPass.class)) {
            passes = new Passes();
          }
          steps.reset(e.fromStep());
          phase = Phase.RUNNING;
        }
      }
      case TransferEvent.TransferEnded e ->
          phase = e.outcome() == Outcome.FAILED ? Phase.FAILED : Phase.ENDED;
    }
  }
}
