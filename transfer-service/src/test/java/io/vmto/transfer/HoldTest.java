package io.vmto.transfer;

import static io.vmto.transfer.PassOrderTest.CUTOVER;
import static io.vmto.transfer.PassOrderTest.FIRST;
import static io.vmto.transfer.PassOrderTest.FULL;
import static io.vmto.transfer.PassOrderTest.SYNC;
import static io.vmto.transfer.TransferTest.ID;
import static io.vmto.transfer.TransferTest.JOB;
import static io.vmto.transfer.TransferTest.NOW;
import static io.vmto.transfer.TransferTest.SPEC;
import static io.vmto.transfer.TransferTest.fixture;
import static io.vmto.transfer.TransferTest.with;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferCommand.ApproveCutover;
import io.vmto.contract.transfer.TransferCommand.CancelTransfer;
import io.vmto.contract.transfer.TransferCommand.CloseResource;
import io.vmto.contract.transfer.TransferCommand.FailStep;
import io.vmto.contract.transfer.TransferCommand.PauseTransfer;
import io.vmto.contract.transfer.TransferCommand.RecordPoweredOn;
import io.vmto.contract.transfer.TransferCommand.RequestShutdown;
import io.vmto.contract.transfer.TransferCommand.SuspendStep;
import io.vmto.contract.transfer.TransferCommand.TakeWork;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.PassVoided;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOff;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOn;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A warm transfer that cannot go on keeps what it has copied and leaves nothing open meanwhile. */
class HoldTest {
  private static final Failure FULL_DISK =
      Failure.of(ErrorCode.TARGET_FULL, "The storage is full.", "Free some space and resume.");
  private static final Resource SNAPSHOT = resource(Resource.Kind.SNAPSHOT, FIRST, FULL);
  private static final Resource SHUTDOWN =
      resource(Resource.Kind.SHUTDOWN, "shutdown-vm-1", CUTOVER);
  private static final Resource VOLUME = resource(Resource.Kind.TARGET_VOLUME, "disk", FULL);

  private static Resource resource(Resource.Kind kind, String name, int step) {
    return new Resource(kind, name, new ConnectionId("vc"), "vm-1", step, "");
  }

  private static List<TransferEvent> failed() {
    return with(
        PassOrderTest.frozen(),
        new StepFailed(ID, JOB, FULL, FULL_DISK, NOW),
        new TransferPausing(ID, JOB, NOW));
  }

  private static List<TransferEvent> held() {
    return with(
        failed(),
        new PassVoided(ID, JOB, 1, FULL_DISK, NOW),
        new ResourceClosed(ID, JOB, FIRST, "removed", NOW),
        new TransferPaused(ID, JOB, NOW));
  }

  private static List<TransferEvent> down() {
    return with(
        PassOrderTest.shuttingDown(),
        new ResourceIntended(ID, JOB, SHUTDOWN, NOW),
        new SourcePoweredOff(ID, JOB, NOW),
        new ResourceOpened(ID, JOB, SHUTDOWN.name(), "vm-1", NOW));
  }

  @Test
  void aFailureAfterAPassHasBegunHoldsInsteadOfTakingItAllBack() {
    fixture()
        .given(PassOrderTest.frozen())
        .when(new FailStep(ID, 1, FULL, FULL_DISK))
        .expectEvents(
            new StepFailed(ID, JOB, FULL, FULL_DISK, NOW), new TransferPausing(ID, JOB, NOW));
  }

  @Test
  void beforeItRestsItsSnapshotIsClosed() {
    var open = new Work.Holding(SNAPSHOT, "snapshot-7");
    fixture()
        .given(failed())
        .when(new TakeWork(ID, 1, "w"))
        .expectNoEvents()
        .expectResultMessagePayload(new Work.Rollback(JOB, SPEC, List.of(open), List.of(open)));
  }

  @Test
  void aPassDoesNotOutliveItsSnapshot() {
    fixture()
        .given(failed())
        .when(new CloseResource(ID, 1, FIRST, "removed"))
        .expectEvents(
            new PassVoided(ID, JOB, 1, WarmOrder.stopped(), NOW),
            new ResourceClosed(ID, JOB, FIRST, "removed", NOW));
  }

  @Test
  void whenNothingIsOpenItIsPaused() {
    fixture()
        .given(
            with(
                failed(),
                new PassVoided(ID, JOB, 1, FULL_DISK, NOW),
                new ResourceClosed(ID, JOB, FIRST, "removed", NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectEvents(new TransferPaused(ID, JOB, NOW));
  }

  @Test
  void resumedItTriesTheStepThatFailedAgain() {
    fixture()
        .given(with(held(), new TransferResumed(ID, JOB, -1, NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectEvents(new StepStarted(ID, JOB, FULL, 2, NOW));
  }

  @Test
  void cancelledItTakesEverythingBack() {
    fixture()
        .given(held())
        .when(new CancelTransfer(ID))
        .expectEvents(new TransferCancelling(ID, JOB, NOW), new RollbackStarted(ID, JOB, 0, NOW));
  }

  @Test
  void aPauseInTheMiddleOfAPassWaitsForItsSnapshotToo() {
    fixture()
        .given(PassOrderTest.frozen())
        .when(new PauseTransfer(ID))
        .expectEvents(new TransferPausing(ID, JOB, NOW));
    fixture()
        .given(with(PassOrderTest.frozen(), new TransferPausing(ID, JOB, NOW)))
        .when(new SuspendStep(ID, 1, FULL))
        .expectEvents(new StepSuspended(ID, JOB, FULL, NOW));
  }

  @Test
  void aSourceThatRunsAgainIsKeptInStepAgain() {
    fixture()
        .given(down())
        .when(new RecordPoweredOn(ID, 1))
        .expectEvents(
            new ResourceClosed(ID, JOB, SHUTDOWN.name(), "was powered on", NOW),
            new SourcePoweredOn(ID, JOB, NOW));
    fixture()
        .given(with(down(), new SourcePoweredOn(ID, JOB, NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectEvents(new StepStarted(ID, JOB, SYNC, 2, NOW));
  }

  @Test
  void thenTheCutoverIsApprovedAnew() {
    fixture()
        .given(with(down(), new SourcePoweredOn(ID, JOB, NOW)))
        .when(new RequestShutdown(ID, 1))
        .expectException(io.vmto.contract.error.Rejected.class);
    fixture()
        .given(with(down(), new SourcePoweredOn(ID, JOB, NOW)))
        .when(new ApproveCutover(ID))
        .expectEvents(new TransferEvent.CutoverApproved(ID, JOB, NOW));
  }

  @Test
  void aSourceThatWasNeverSeenOffIsNotOnAgain() {
    fixture().given(PassOrderTest.shuttingDown()).when(new RecordPoweredOn(ID, 1)).expectNoEvents();
  }

  @Test
  void theSourceIsPoweredOnWhenNothingOfTheTargetIsLeft() {
    var volume = new Work.Holding(VOLUME, "");
    var shutdown = new Work.Holding(SHUTDOWN, "vm-1");
    fixture()
        .given(
            with(
                with(down(), new ResourceIntended(ID, JOB, VOLUME, NOW)),
                new StepSuspended(ID, JOB, CUTOVER, NOW),
                new TransferCancelling(ID, JOB, NOW),
                new RollbackStarted(ID, JOB, 0, NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectResultMessagePayload(
            new Work.Rollback(JOB, SPEC, List.of(shutdown, volume), List.of(volume, shutdown)));
  }
}
