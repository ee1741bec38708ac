package io.vmto.job;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.vmto.contract.claim.ClaimCommand.ClaimMachine;
import io.vmto.contract.claim.ClaimCommand.ReleaseMachine;
import io.vmto.contract.claim.ClaimEvent.ClaimRefused;
import io.vmto.contract.claim.ClaimEvent.MachineClaimed;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobCommand.MarkPaused;
import io.vmto.contract.job.JobCommand.MarkRunning;
import io.vmto.contract.job.JobCommand.RecordOutcome;
import io.vmto.contract.job.JobCommand.RefuseStart;
import io.vmto.contract.job.JobEvent.JobCancelled;
import io.vmto.contract.job.JobEvent.JobCancelling;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobEvent.JobCutoverApproved;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobResuming;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.license.LicenseCommand.RequestUse;
import io.vmto.contract.license.LicenseCommand.ReturnUse;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.TransferCommand.ApproveCutover;
import io.vmto.contract.transfer.TransferCommand.BeginTransfer;
import io.vmto.contract.transfer.TransferCommand.CancelTransfer;
import io.vmto.contract.transfer.TransferCommand.ChangeTransferLimits;
import io.vmto.contract.transfer.TransferCommand.PauseTransfer;
import io.vmto.contract.transfer.TransferCommand.PrepareTransfer;
import io.vmto.contract.transfer.TransferCommand.ResumeTransfer;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferId;
import io.vmto.runtime.Dispatch;
import org.axonframework.modelling.saga.EndSaga;
import org.axonframework.modelling.saga.SagaEventHandler;
import org.axonframework.modelling.saga.StartSaga;
import org.jspecify.annotations.Nullable;

/**
 * The switchboard between a job and everything it needs: event in, command out. It knows the claim
 * and nothing else; every command it sends may be sent twice. Public because Axon makes sagas
 * through their public constructor.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class JobSaga {
  private static final String JOB = "job";

  private @Nullable ClaimId claim;

  @StartSaga
  @SagaEventHandler(associationProperty = JOB)
  void on(JobCreated e, Dispatch dispatch) {
    var source = e.spec().request().source();
    var platform =
        e.spec().platform().isEmpty() ? source.connection().value() : e.spec().platform();
    claim = ClaimId.of(platform, e.spec().machine().id());
    dispatch.send(new PrepareTransfer(TransferId.of(e.job()), e.job(), e.spec(), e.plan()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(JobQueued e, Dispatch dispatch) {
    if (claim != null) {
      dispatch.send(new ClaimMachine(claim, e.job(), e.source().machine()));
    }
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(MachineClaimed e, Dispatch dispatch) {
    dispatch.send(new RequestUse(e.job()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(ClaimRefused e, Dispatch dispatch) {
    dispatch.send(
        new RefuseStart(
            e.job(),
            Failure.of(
                    ErrorCode.MACHINE_CLAIMED,
                    "Another job is moving this machine.",
                    "Wait for that job to end, or cancel it, then retry.")
                .with("holder", e.holder())));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(UseGranted e, Dispatch dispatch) {
    dispatch.send(new BeginTransfer(TransferId.of(e.job())));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(UseRefused e, Dispatch dispatch) {
    if (claim != null) {
      dispatch.send(new ReleaseMachine(claim, e.job()));
    }
    dispatch.send(new RefuseStart(e.job(), e.failure()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(TransferBegan e, Dispatch dispatch) {
    dispatch.send(new MarkRunning(e.job()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(JobLimitsChanged e, Dispatch dispatch) {
    dispatch.send(new ChangeTransferLimits(TransferId.of(e.job()), e.limits()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(JobCutoverApproved e, Dispatch dispatch) {
    dispatch.send(new ApproveCutover(TransferId.of(e.job())));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(JobPausing e, Dispatch dispatch) {
    dispatch.send(new PauseTransfer(TransferId.of(e.job())));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(TransferPaused e, Dispatch dispatch) {
    dispatch.send(new MarkPaused(e.job(), e.at()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(JobResuming e, Dispatch dispatch) {
    dispatch.send(new ResumeTransfer(TransferId.of(e.job()), e.fromStep()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(TransferResumed e, Dispatch dispatch) {
    dispatch.send(new MarkRunning(e.job()));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(JobCancelling e, Dispatch dispatch) {
    dispatch.send(new CancelTransfer(TransferId.of(e.job())));
  }

  @SagaEventHandler(associationProperty = JOB)
  void on(TransferEnded e, Dispatch dispatch) {
    dispatch.send(new RecordOutcome(e.job(), e.outcome(), e.failure(), e.leftovers()));
    dispatch.send(new ReturnUse(e.job(), e.outcome() == Outcome.SUCCEEDED));
    if (claim != null) {
      dispatch.send(new ReleaseMachine(claim, e.job()));
    }
  }

  @EndSaga
  @SagaEventHandler(associationProperty = JOB)
  void on(JobSucceeded e) {}

  /** A failed job keeps its saga: it may be retried. */
  @EndSaga
  @SagaEventHandler(associationProperty = JOB)
  void on(JobCancelled e) {}
}
