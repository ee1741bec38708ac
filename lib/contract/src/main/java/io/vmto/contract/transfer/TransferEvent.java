package io.vmto.contract.transfer;

import io.vmto.contract.Event;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The doing of a job, as it happened. */
public sealed interface TransferEvent extends Event {
  TransferId transfer();

  JobId job();

  record TransferPrepared(TransferId transfer, JobId job, MigrationSpec spec, Plan plan, Instant at)
      implements TransferEvent {}

  record TransferBegan(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  record TransferPausing(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  record TransferPaused(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  record TransferResumed(TransferId transfer, JobId job, int fromStep, Instant at)
      implements TransferEvent {}

  record TransferCancelling(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  record TransferLimitsChanged(TransferId transfer, JobId job, Limits limits, Instant at)
      implements TransferEvent {}

  /** A worker took the work with a new lease; earlier tokens count no more. */
  record WorkTaken(TransferId transfer, JobId job, long token, String worker, Instant at)
      implements TransferEvent {}

  record StepStarted(TransferId transfer, JobId job, int step, int attempt, Instant at)
      implements TransferEvent {}

  /** The copy goes on at a checkpoint instead of at the beginning. */
  record StepResumed(TransferId transfer, JobId job, int step, long offset, Instant at)
      implements TransferEvent {}

  record StepSucceeded(TransferId transfer, JobId job, int step, StepReport report, Instant at)
      implements TransferEvent {}

  record StepRetrying(
      TransferId transfer, JobId job, int step, Failure failure, Instant next, Instant at)
      implements TransferEvent {}

  record StepFailed(TransferId transfer, JobId job, int step, Failure failure, Instant at)
      implements TransferEvent {}

  record StepSkipped(TransferId transfer, JobId job, int step, Instant at)
      implements TransferEvent {}

  record StepSuspended(TransferId transfer, JobId job, int step, Instant at)
      implements TransferEvent {}

  record ResourceIntended(TransferId transfer, JobId job, Resource resource, Instant at)
      implements TransferEvent {}

  record ResourceOpened(TransferId transfer, JobId job, String name, String remoteId, Instant at)
      implements TransferEvent {}

  record ResourceClosed(TransferId transfer, JobId job, String name, String how, Instant at)
      implements TransferEvent {}

  record ResourceLeft(TransferId transfer, JobId job, String name, Failure why, Instant at)
      implements TransferEvent {}

  record EvidenceRecorded(TransferId transfer, JobId job, Evidence evidence, Instant at)
      implements TransferEvent {}

  record BootObserved(TransferId transfer, JobId job, Boot boot, Instant at)
      implements TransferEvent {}

  /** A step that is done again and again rests until then. */
  record StepWaiting(TransferId transfer, JobId job, int step, Instant next, Instant at)
      implements TransferEvent {}

  record PassStarted(TransferId transfer, JobId job, int step, Pass pass, Instant at)
      implements TransferEvent {}

  /** What changed on a disk is in doubt: the pass reads the whole of it. */
  record PassWidened(TransferId transfer, JobId job, int pass, String disk, String why, Instant at)
      implements TransferEvent {}

  /** The pass counts for nothing; what it wrote is written again. */
  record PassVoided(TransferId transfer, JobId job, int pass, Failure why, Instant at)
      implements TransferEvent {}

  /** The pass is durable and the source was seen unchanged: its change ids hold from now on. */
  record PassCompleted(TransferId transfer, JobId job, Pass.Result result, Instant at)
      implements TransferEvent {}

  record CutoverApproved(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  /** Downtime begins. */
  record GuestShutdownRequested(TransferId transfer, JobId job, Instant at)
      implements TransferEvent {}

  /** As it was read from the source. */
  record SourcePoweredOff(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  /** It writes again: what was copied last is not the last, and the cutover begins anew. */
  record SourcePoweredOn(TransferId transfer, JobId job, Instant at) implements TransferEvent {}

  /** The ledger is closed backwards; {@code fromStep} onwards will be run again, or all ends. */
  record RollbackStarted(TransferId transfer, JobId job, int fromStep, Instant at)
      implements TransferEvent {}

  record RollbackFinished(TransferId transfer, JobId job, int fromStep, Instant at)
      implements TransferEvent {}

  record TransferEnded(
      TransferId transfer,
      JobId job,
      Outcome outcome,
      @Nullable Failure failure,
      List<Leftover> leftovers,
      Instant at)
      implements TransferEvent {
    public TransferEnded {
      leftovers = List.copyOf(leftovers);
    }
  }
}
