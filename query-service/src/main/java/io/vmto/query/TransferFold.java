package io.vmto.query;

import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.BootObserved;
import io.vmto.contract.transfer.TransferEvent.CutoverApproved;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.GuestShutdownRequested;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferEvent.PassVoided;
import io.vmto.contract.transfer.TransferEvent.PassWidened;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOff;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOn;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepResumed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepSkipped;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.StepWaiting;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferLimitsChanged;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;

/** The doing of a job: its steps, its ledger and its evidence. Only job events set its status. */
final class TransferFold {
  private TransferFold() {}

  static void evolve(JobDraft job, TransferEvent event) {
    switch (event) {
      case TransferPrepared _,
          TransferPausing _,
          TransferPaused _,
          TransferCancelling _,
          TransferLimitsChanged _,
          WorkTaken _,
          CutoverApproved _,
          SourcePoweredOff _,
          RollbackStarted _ -> {}
      case TransferBegan _ -> again(job, 0);
      case TransferResumed e -> {
        if (e.fromStep() >= 0) {
          again(job, e.fromStep());
        }
      }
      case StepStarted e -> job.step(e.step(), s -> StepFold.started(s, e));
      case StepResumed e -> job.step(e.step(), s -> StepFold.resumed(s, e));
      case StepSucceeded e -> job.step(e.step(), s -> StepFold.succeeded(s, e));
      case StepRetrying e -> job.step(e.step(), s -> StepFold.retrying(s, e));
      case StepFailed e -> job.step(e.step(), s -> StepFold.failed(s, e));
      case StepSkipped e -> job.step(e.step(), s -> StepFold.skipped(s, e.at()));
      case StepSuspended e -> job.step(e.step(), StepFold::waiting);
      case StepWaiting e -> job.step(e.step(), s -> StepFold.resting(s, e));
      case PassStarted e -> PassFold.started(job, e);
      case PassWidened e -> PassFold.widened(job, e);
      case PassVoided e -> PassFold.voided(job, e);
      case PassCompleted e -> {
        PassFold.completed(job, e);
        ForecastFold.completed(job, e);
      }
      case GuestShutdownRequested e -> job.downSince = e.at();
      case SourcePoweredOn _ -> {
        job.downSince = null;
        job.steps.stream()
            .filter(step -> step.kind().equals(Step.SyncUntilCutover.class.getSimpleName()))
            .findFirst()
            .ifPresent(sync -> again(job, sync.index()));
      }
      case ResourceIntended e -> LedgerFold.intended(job, e);
      case ResourceOpened e -> LedgerFold.opened(job, e);
      case ResourceClosed e -> LedgerFold.closed(job, e.name());
      case ResourceLeft e -> LedgerFold.left(job, e);
      case EvidenceRecorded e -> EvidenceFold.recorded(job, e.evidence());
      case BootObserved e -> job.boot = e.boot();
      case RollbackFinished e -> rolledBack(job, e.fromStep());
      case TransferEnded e -> job.leftovers = e.leftovers();
    }
  }

  /** From this step on everything is to be done again. */
  private static void again(JobDraft job, int fromStep) {
    EvidenceFold.forgotten(job, fromStep);
    if (fromStep == 0) {
      job.passes.clear();
      job.forecast = null;
      job.downSince = null;
    }
    job.stepsFrom(fromStep, StepFold::fresh);
  }

  private static void rolledBack(JobDraft job, int fromStep) {
    int from = Math.max(fromStep, 0);
    EvidenceFold.voided(job, from);
    job.stepsFrom(from, StepFold::stopped);
  }
}
