package io.vmto.transfer;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link Transfer} knows; only ever changed by its events. */
final class TransferState {
  private @Nullable JobId job;
  private @Nullable MigrationSpec spec;
  private @Nullable Plan plan;
  private Phase phase = Phase.PREPARED;
  private StepBook steps = new StepBook(List.of());
  private Ledger ledger = new Ledger();
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

  StepBook steps() {
    return steps;
  }

  Ledger ledger() {
    return ledger;
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

  void evolve(TransferEvent event) {
    switch (event) {
      case TransferEvent.TransferPrepared e -> {
        job = e.job();
        spec = e.spec();
        plan = e.plan();
        steps = new StepBook(e.plan().steps());
      }
      case TransferEvent.TransferBegan e -> {
        phase = Phase.RUNNING;
        failure = null;
        steps.reset(0);
      }
      case TransferEvent.TransferPausing e -> phase = Phase.PAUSING;
      case TransferEvent.TransferPaused e -> phase = Phase.PAUSED;
      case TransferEvent.TransferResumed e -> phase = Phase.RUNNING;
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
          steps.reset(e.fromStep());
          phase = Phase.RUNNING;
        }
      }
      case TransferEvent.TransferEnded e ->
          phase = e.outcome() == Outcome.FAILED ? Phase.FAILED : Phase.ENDED;
    }
  }
}
