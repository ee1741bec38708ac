package io.vmto.job;

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
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobResuming;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.Plan;
import io.vmto.contract.license.LicenseCommand.RequestUse;
import io.vmto.contract.license.LicenseCommand.ReturnUse;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.TransferCommand.BeginTransfer;
import io.vmto.contract.transfer.TransferCommand.CancelTransfer;
import io.vmto.contract.transfer.TransferCommand.ChangeTransferLimits;
import io.vmto.contract.transfer.TransferCommand.PauseTransfer;
import io.vmto.contract.transfer.TransferCommand.PrepareTransfer;
import io.vmto.contract.transfer.TransferCommand.ResumeTransfer;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferId;
import io.vmto.runtime.Dispatch;
import java.time.Instant;
import java.util.List;
import org.axonframework.test.saga.SagaTestFixture;
import org.axonframework.test.saga.WhenState;
import org.junit.jupiter.api.Test;

class JobSagaTest {
  private static final JobId JOB = new JobId("job-1");
  private static final TransferId TRANSFER = TransferId.of(JOB);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Plan PLAN = FullCopy.plan(Specs.spec());
  private static final ClaimId CLAIM = ClaimId.of("vc", "vm-42");
  private static final Failure NO = Failure.of(ErrorCode.LICENSE_EXPIRED, "no", "renew");

  @Test
  void aNewJobPreparesItsTransfer() {
    fixture()
        .givenNoPriorActivity()
        .whenPublishingA(created())
        .expectActiveSagas(1)
        .expectDispatchedCommands(new PrepareTransfer(TRANSFER, JOB, Specs.spec(), PLAN));
  }

  @Test
  void aQueuedJobFirstClaimsItsMachine() {
    after(created())
        .whenPublishingA(new JobQueued(JOB, Specs.spec().request().source(), NOW))
        .expectDispatchedCommands(new ClaimMachine(CLAIM, JOB, "web-07"));
  }

  @Test
  void theClaimLeadsToTheLicenceAndTheLicenceToTheTransfer() {
    after(created())
        .whenPublishingA(new MachineClaimed(CLAIM, JOB, "web-07", NOW))
        .expectDispatchedCommands(new RequestUse(JOB));
    after(created())
        .whenPublishingA(new UseGranted(JOB, NOW))
        .expectDispatchedCommands(new BeginTransfer(TRANSFER));
    after(created())
        .whenPublishingA(new TransferBegan(TRANSFER, JOB, NOW))
        .expectDispatchedCommands(new MarkRunning(JOB));
  }

  @Test
  void aMachineOfAnotherJobFailsTheStart() {
    var other = new JobId("job-2");
    var why =
        Failure.of(
                ErrorCode.MACHINE_CLAIMED,
                "Another job is moving this machine.",
                "Wait for that job to end, or cancel it, then retry.")
            .with("holder", other);
    after(created())
        .whenPublishingA(new ClaimRefused(CLAIM, JOB, other, NOW))
        .expectDispatchedCommands(new RefuseStart(JOB, why));
  }

  @Test
  void aRefusedLicenceGivesTheMachineBack() {
    after(created())
        .whenPublishingA(new UseRefused(JOB, NO, NOW))
        .expectDispatchedCommands(new ReleaseMachine(CLAIM, JOB), new RefuseStart(JOB, NO));
  }

  @Test
  void decisionsGoToTheTransferAndItsAnswersToTheJob() {
    after(created())
        .whenPublishingA(new JobLimitsChanged(JOB, new Limits(7, 3), NOW))
        .expectDispatchedCommands(new ChangeTransferLimits(TRANSFER, new Limits(7, 3)));
    after(created())
        .whenPublishingA(new JobPausing(JOB, NOW))
        .expectDispatchedCommands(new PauseTransfer(TRANSFER));
    after(created())
        .whenPublishingA(new TransferPaused(TRANSFER, JOB, NOW))
        .expectDispatchedCommands(new MarkPaused(JOB, NOW));
    after(created())
        .whenPublishingA(new JobResuming(JOB, 2, NOW))
        .expectDispatchedCommands(new ResumeTransfer(TRANSFER, 2));
    after(created())
        .whenPublishingA(new JobCancelling(JOB, NOW))
        .expectDispatchedCommands(new CancelTransfer(TRANSFER));
  }

  @Test
  void theEndIsRecordedAndEverythingGivenBack() {
    after(created())
        .whenPublishingA(new TransferEnded(TRANSFER, JOB, Outcome.SUCCEEDED, null, List.of(), NOW))
        .expectDispatchedCommands(
            new RecordOutcome(JOB, Outcome.SUCCEEDED, null, List.of()),
            new ReturnUse(JOB, true),
            new ReleaseMachine(CLAIM, JOB));
  }

  @Test
  void successAndCancellationEndItAndFailureDoesNot() {
    after(created()).whenPublishingA(new JobSucceeded(JOB, NOW)).expectActiveSagas(0);
    after(created()).whenPublishingA(new JobCancelled(JOB, List.of(), NOW)).expectActiveSagas(0);
    after(created()).whenPublishingA(new JobFailed(JOB, NO, List.of(), NOW)).expectActiveSagas(1);
  }

  private static JobCreated created() {
    return new JobCreated(JOB, Specs.spec(), PLAN, NOW);
  }

  private static WhenState after(Object event) {
    return fixture().givenAPublished(event);
  }

  private static SagaTestFixture<JobSaga> fixture() {
    var fixture = new SagaTestFixture<>(JobSaga.class);
    fixture.registerResource(
        new Dispatch(
            org.axonframework.commandhandling.gateway.DefaultCommandGateway.builder()
                .commandBus(fixture.getCommandBus())
                .build()));
    return fixture;
  }
}
