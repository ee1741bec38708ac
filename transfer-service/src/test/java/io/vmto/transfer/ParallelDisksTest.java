package io.vmto.transfer;

import static io.vmto.transfer.TransferTest.BROKEN;
import static io.vmto.transfer.TransferTest.ID;
import static io.vmto.transfer.TransferTest.JOB;
import static io.vmto.transfer.TransferTest.NOW;
import static io.vmto.transfer.TransferTest.PASSING;
import static io.vmto.transfer.TransferTest.SPEC;
import static io.vmto.transfer.TransferTest.fixture;
import static io.vmto.transfer.TransferTest.with;

import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferCommand.FailStep;
import io.vmto.contract.transfer.TransferCommand.PauseTransfer;
import io.vmto.contract.transfer.TransferCommand.SucceedStep;
import io.vmto.contract.transfer.TransferCommand.SuspendStep;
import io.vmto.contract.transfer.TransferCommand.TakeWork;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.RollbackStarted;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferCancelling;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferLimitsChanged;
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import io.vmto.contract.transfer.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three disks, of which two are copied at the same time. */
class ParallelDisksTest {
  private static final Plan PLAN =
      new Plan(
          "test",
          List.of(
              new Step.ReserveVm("pve1"),
              new Step.CopyDisk("2000", 1 << 20, Road.SHARED, Reading.RANGE, "asked for"),
              new Step.CopyDisk("2001", 1 << 20, Road.SHARED, Reading.RANGE, "asked for"),
              new Step.CopyDisk("2002", 1 << 20, Road.SHARED, Reading.RANGE, "asked for"),
              new Step.ImportVm(Road.SHARED, "")),
          Grade.PROVEN,
          List.of(),
          "hash");
  private static final TakeWork ASK = new TakeWork(ID, 1, "w");
  private static final Instant LATER = NOW.plusSeconds(30);

  private static List<TransferEvent> reserved() {
    return List.of(
        new TransferPrepared(ID, JOB, SPEC, PLAN, NOW),
        new TransferBegan(ID, JOB, NOW),
        new WorkTaken(ID, JOB, 1, "w", NOW),
        started(0, 1),
        succeeded(0));
  }

  private static List<TransferEvent> twoRunning() {
    return with(reserved(), started(1, 1), started(2, 1));
  }

  private static List<TransferEvent> failing() {
    return with(
        twoRunning(),
        new StepFailed(ID, JOB, 1, BROKEN, NOW),
        new RollbackStarted(ID, JOB, 0, NOW));
  }

  private static StepStarted started(int step, int attempt) {
    return new StepStarted(ID, JOB, step, attempt, NOW);
  }

  private static StepSucceeded succeeded(int step) {
    return new StepSucceeded(ID, JOB, step, StepReport.NOTHING, NOW);
  }

  private static StepSuspended suspended(int step) {
    return new StepSuspended(ID, JOB, step, NOW);
  }

  private static TransferLimitsChanged disks(int parallel) {
    return new TransferLimitsChanged(ID, JOB, new Limits(0, parallel), NOW);
  }

  private static void nothing(List<TransferEvent> history, Instant retryAt) {
    fixture()
        .given(history)
        .when(ASK)
        .expectNoEvents()
        .expectResultMessagePayload(new Work.Nothing(retryAt));
  }

  @Test
  void theSecondDiskStartsBesideTheFirstAndTheThirdWaitsForAPlace() {
    fixture().given(with(reserved(), started(1, 1))).when(ASK).expectEvents(started(2, 1));
    nothing(twoRunning(), null);
    fixture().given(with(twoRunning(), succeeded(2))).when(ASK).expectEvents(started(3, 1));
    fixture().given(with(twoRunning(), succeeded(1))).when(ASK).expectEvents(started(3, 1));
  }

  @Test
  void nothingElseRunsBesideACopy() {
    nothing(
        List.of(
            new TransferPrepared(ID, JOB, SPEC, PLAN, NOW),
            new TransferBegan(ID, JOB, NOW),
            new WorkTaken(ID, JOB, 1, "w", NOW),
            started(0, 1)),
        null);
    var lastDisk = with(twoRunning(), succeeded(1), succeeded(2), started(3, 1));
    nothing(lastDisk, null);
    fixture().given(with(lastDisk, succeeded(3))).when(ASK).expectEvents(started(4, 1));
  }

  @Test
  void anExportAndAReadOfTheFlatFileLockEachOtherOutAndTakeTurns() {
    var steps = new ArrayList<>(PLAN.steps());
    steps.set(2, new Step.CopyDisk("2001", 1 << 20, Road.SHARED, Reading.NFC, "a snapshot"));
    var mixed = new Plan("test", steps, Grade.PROVEN, List.of(), "hash");
    List<TransferEvent> first =
        List.of(
            new TransferPrepared(ID, JOB, SPEC, mixed, NOW),
            new TransferBegan(ID, JOB, NOW),
            new WorkTaken(ID, JOB, 1, "w", NOW),
            started(0, 1),
            succeeded(0),
            started(1, 1));
    nothing(first, null);
    var second = with(first, succeeded(1), started(2, 1));
    nothing(second, null);
    fixture().given(with(second, succeeded(2))).when(ASK).expectEvents(started(3, 1));
  }

  @Test
  void theNumberOfDisksFollowsTheLimit() {
    nothing(with(reserved(), disks(1), started(1, 1)), null);
    fixture().given(with(twoRunning(), disks(3))).when(ASK).expectEvents(started(3, 1));
    nothing(with(twoRunning(), disks(1)), null);
    nothing(with(twoRunning(), disks(1), succeeded(1)), null);
    fixture()
        .given(with(twoRunning(), disks(1), succeeded(1), succeeded(2)))
        .when(ASK)
        .expectEvents(started(3, 1));
  }

  @Test
  void aDiskThatWaitsForItsRetryLeavesItsPlaceAndTakesTheNext() {
    var waiting = with(twoRunning(), new StepRetrying(ID, JOB, 1, PASSING, LATER, NOW));
    fixture().given(waiting).when(ASK).expectEvents(started(3, 1));
    nothing(with(waiting, succeeded(2), started(3, 1), succeeded(3)), LATER);
    nothing(with(waiting, started(3, 1)), LATER);
    var due = with(twoRunning(), new StepRetrying(ID, JOB, 1, PASSING, NOW, NOW));
    fixture().given(due).when(ASK).expectEvents(started(1, 2));
  }

  @Test
  void aPauseIsReachedWhenTheLastDiskHasStopped() {
    fixture()
        .given(twoRunning())
        .when(new PauseTransfer(ID))
        .expectEvents(new TransferPausing(ID, JOB, NOW));
    var pausing = with(twoRunning(), new TransferPausing(ID, JOB, NOW));
    fixture()
        .given(pausing)
        .when(ASK)
        .expectNoEvents()
        .expectResultMessagePayload(new Work.StopRunning());
    fixture().given(pausing).when(new SuspendStep(ID, 1, 2)).expectEvents(suspended(2));
    fixture()
        .given(with(pausing, suspended(2)))
        .when(new SuspendStep(ID, 1, 1))
        .expectEvents(suspended(1), new TransferPaused(ID, JOB, NOW));
    fixture()
        .given(
            with(
                pausing,
                suspended(2),
                suspended(1),
                new TransferPaused(ID, JOB, NOW),
                new TransferResumed(ID, JOB, -1, NOW),
                started(1, 2)))
        .when(ASK)
        .expectEvents(started(2, 2));
  }

  @Test
  void whenADiskFailsTheOthersStopBeforeTheRollback() {
    fixture()
        .given(twoRunning())
        .when(new FailStep(ID, 1, 1, BROKEN))
        .expectEvents(
            new StepFailed(ID, JOB, 1, BROKEN, NOW), new RollbackStarted(ID, JOB, 0, NOW));
    fixture()
        .given(failing())
        .when(ASK)
        .expectNoEvents()
        .expectResultMessagePayload(new Work.StopRunning());
    fixture().given(failing()).when(new SuspendStep(ID, 1, 2)).expectEvents(suspended(2));
    fixture()
        .given(with(failing(), suspended(2)))
        .when(ASK)
        .expectEvents(
            new RollbackFinished(ID, JOB, 0, NOW),
            new TransferEnded(ID, JOB, Outcome.FAILED, BROKEN, List.of(), NOW));
  }

  @Test
  void theFirstFailureIsTheReasonWhateverTheOthersDoBeforeTheyStop() {
    fixture().given(failing()).when(new FailStep(ID, 1, 2, PASSING)).expectEvents(suspended(2));
    fixture()
        .given(failing())
        .when(new SucceedStep(ID, 1, 2, StepReport.NOTHING))
        .expectEvents(succeeded(2));
  }

  @Test
  void aCancelledTransferIsRolledBackWhenTheLastDiskHasStopped() {
    var cancelling =
        with(
            twoRunning(),
            new TransferCancelling(ID, JOB, NOW),
            new RollbackStarted(ID, JOB, 0, NOW),
            suspended(1));
    fixture().given(cancelling).when(ASK).expectResultMessagePayload(new Work.StopRunning());
    fixture()
        .given(with(cancelling, suspended(2)))
        .when(ASK)
        .expectEvents(
            new RollbackFinished(ID, JOB, 0, NOW),
            new TransferEnded(ID, JOB, Outcome.CANCELLED, null, List.of(), NOW));
  }

  @Test
  void aNewLeaseTakesOverAllDisksOfADeadWorker() {
    fixture()
        .given(twoRunning())
        .when(new TakeWork(ID, 2, "other"))
        .expectEvents(
            new WorkTaken(ID, JOB, 2, "other", NOW), suspended(1), suspended(2), started(1, 2));
  }

  @Test
  void aNewLeaseFinishesThePauseOfADeadWorker() {
    fixture()
        .given(with(twoRunning(), new TransferPausing(ID, JOB, NOW)))
        .when(new TakeWork(ID, 2, "other"))
        .expectEvents(
            new WorkTaken(ID, JOB, 2, "other", NOW),
            suspended(1),
            suspended(2),
            new TransferPaused(ID, JOB, NOW))
        .expectResultMessagePayload(new Work.Nothing(null));
  }
}
