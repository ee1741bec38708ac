package io.vmto.contract.transfer;

import io.vmto.contract.Command;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;

/** What can be asked of a transfer: by the saga first, by the leased worker below the line. */
public sealed interface TransferCommand extends Command {
  TransferId transfer();

  @Override
  default TransferId target() {
    return transfer();
  }

  record PrepareTransfer(TransferId transfer, JobId job, MigrationSpec spec, Plan plan)
      implements TransferCommand {}

  /** Begin, or begin again after a failure. */
  record BeginTransfer(TransferId transfer) implements TransferCommand {}

  record PauseTransfer(TransferId transfer) implements TransferCommand {}

  /** {@code fromStep} -1 goes on where it stopped. */
  record ResumeTransfer(TransferId transfer, int fromStep) implements TransferCommand {}

  record CancelTransfer(TransferId transfer) implements TransferCommand {}

  record ChangeTransferLimits(TransferId transfer, Limits limits) implements TransferCommand {}

  /** The source may be shut down and the target take over. */
  record ApproveCutover(TransferId transfer) implements TransferCommand {}

  // ── from the worker, fenced by the token of its lease ──

  /** A report of the worker that holds the lease; an older token is refused with LEASE_LOST. */
  sealed interface Report extends TransferCommand {
    long token();
  }

  /** What is to be done now? Answers with {@link Work}. */
  record TakeWork(TransferId transfer, long token, String worker) implements Report {}

  record IntendResource(TransferId transfer, long token, Resource resource) implements Report {}

  record OpenResource(TransferId transfer, long token, String name, String remoteId)
      implements Report {}

  /** {@code how} says what became of it: deleted, handed over, never made. */
  record CloseResource(TransferId transfer, long token, String name, String how)
      implements Report {}

  /** It could not be closed; it stays on the job. */
  record LeaveResource(TransferId transfer, long token, String name, Failure why)
      implements Report {}

  record RecordEvidence(TransferId transfer, long token, Evidence evidence) implements Report {}

  record RecordBoot(TransferId transfer, long token, Boot boot) implements Report {}

  record RecordResumed(TransferId transfer, long token, int step, long offset) implements Report {}

  /** Answers with the {@link Pass} under way, or nothing. */
  record FindPass(TransferId transfer, long token) implements Report {}

  /** Begin a pass, or go on with the one that is under way. Answers with a {@link Pass}. */
  record BeginPass(TransferId transfer, long token, int step, boolean last) implements Report {}

  record WidenPass(TransferId transfer, long token, int pass, String disk, String why)
      implements Report {}

  record VoidPass(TransferId transfer, long token, int pass, Failure why) implements Report {}

  /** The pass is durable, and the same snapshot, host, disks and sizes were seen after it. */
  record CompletePass(TransferId transfer, long token, Pass.Result result) implements Report {}

  /** About to ask the guest to shut down. */
  record RequestShutdown(TransferId transfer, long token) implements Report {}

  /** The source was seen powered off. */
  record RecordPoweredOff(TransferId transfer, long token) implements Report {}

  /** The source was seen powered on after it had been off. */
  record RecordPoweredOn(TransferId transfer, long token) implements Report {}

  record SucceedStep(TransferId transfer, long token, int step, StepReport report)
      implements Report {}

  record FailStep(TransferId transfer, long token, int step, Failure failure) implements Report {}

  /** The step stopped at a checkpoint because it was asked to. */
  record SuspendStep(TransferId transfer, long token, int step) implements Report {}
}
