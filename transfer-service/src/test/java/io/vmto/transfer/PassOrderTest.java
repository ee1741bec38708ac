package io.vmto.transfer;

import static io.vmto.transfer.TransferTest.ID;
import static io.vmto.transfer.TransferTest.JOB;
import static io.vmto.transfer.TransferTest.NOW;
import static io.vmto.transfer.TransferTest.SPEC;
import static io.vmto.transfer.TransferTest.fixture;
import static io.vmto.transfer.TransferTest.with;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Pass.DiskPass;
import io.vmto.contract.transfer.Pass.DiskResult;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferCommand.ApproveCutover;
import io.vmto.contract.transfer.TransferCommand.BeginPass;
import io.vmto.contract.transfer.TransferCommand.CompletePass;
import io.vmto.contract.transfer.TransferCommand.IntendResource;
import io.vmto.contract.transfer.TransferCommand.RecordPoweredOff;
import io.vmto.contract.transfer.TransferCommand.RequestShutdown;
import io.vmto.contract.transfer.TransferCommand.SucceedStep;
import io.vmto.contract.transfer.TransferCommand.VoidPass;
import io.vmto.contract.transfer.TransferCommand.WidenPass;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.CutoverApproved;
import io.vmto.contract.transfer.TransferEvent.GuestShutdownRequested;
import io.vmto.contract.transfer.TransferEvent.PassCompleted;
import io.vmto.contract.transfer.TransferEvent.PassStarted;
import io.vmto.contract.transfer.TransferEvent.PassVoided;
import io.vmto.contract.transfer.TransferEvent.PassWidened;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.SourcePoweredOff;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepWaiting;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import java.util.List;
import org.axonframework.test.matchers.Matchers;
import org.junit.jupiter.api.Test;

/** The only order in which a warm migration may go; every other one is refused. */
class PassOrderTest {
  static final int FULL = 0;
  static final int SYNC = 1;
  static final int CUTOVER = 2;
  private static final long BUDGET = 1000;
  static final Plan PLAN =
      new Plan(
          "warm",
          List.of(
              new Step.FullPass(Road.SHARED),
              new Step.SyncUntilCutover(Road.SHARED, 60, BUDGET),
              new Step.Cutover(Road.SHARED, 300)),
          Grade.PROVEN,
          List.of(),
          "hash");
  static final String FIRST = "vmto-job-1-1";
  private static final String SECOND = "vmto-job-1-2";
  private static final Pass WHOLE =
      new Pass(1, FIRST, List.of(new DiskPass("2000", "", "the first pass of this disk")));
  private static final Pass DELTA = new Pass(2, SECOND, List.of(new DiskPass("2000", "u/1", "")));

  private static Resource snapshot(String name) {
    return new Resource(Resource.Kind.SNAPSHOT, name, new ConnectionId("vc"), "vm-1", FULL, "");
  }

  private static Pass.Result result(int number, String changeId, long changed) {
    return new Pass.Result(
        number, List.of(new DiskResult("2000", changeId, changed, changed, changed)), 5);
  }

  private static List<TransferEvent> begun() {
    return List.of(
        new TransferPrepared(ID, JOB, SPEC, PLAN, NOW),
        new TransferBegan(ID, JOB, NOW),
        new WorkTaken(ID, JOB, 1, "w", NOW),
        new StepStarted(ID, JOB, FULL, 1, NOW));
  }

  private static List<TransferEvent> inFirstPass() {
    return with(begun(), new PassStarted(ID, JOB, FULL, WHOLE, NOW));
  }

  static List<TransferEvent> frozen() {
    return with(
        inFirstPass(),
        new ResourceIntended(ID, JOB, snapshot(FIRST), NOW),
        new ResourceOpened(ID, JOB, FIRST, "snapshot-7", NOW));
  }

  private static List<TransferEvent> stored() {
    return with(frozen(), new PassCompleted(ID, JOB, result(1, "u/1", 1 << 20), NOW));
  }

  private static List<TransferEvent> syncing() {
    return with(
        stored(),
        new ResourceClosed(ID, JOB, FIRST, "removed", NOW),
        new StepSucceeded(ID, JOB, FULL, StepReport.NOTHING, NOW),
        new StepStarted(ID, JOB, SYNC, 1, NOW));
  }

  /** The source was asked to shut down. */
  static List<TransferEvent> shuttingDown() {
    return with(
        syncing(),
        new CutoverApproved(ID, JOB, NOW),
        new StepSucceeded(ID, JOB, SYNC, StepReport.NOTHING, NOW),
        new StepStarted(ID, JOB, CUTOVER, 1, NOW),
        new GuestShutdownRequested(ID, JOB, NOW));
  }

  private static void refused(
      List<TransferEvent> history, ErrorCode code, TransferCommand... commands) {
    for (var command : commands) {
      fixture()
          .given(history)
          .when(command)
          .expectNoEvents()
          .expectException(
              Matchers.matches(e -> e instanceof Rejected r && r.failure().code() == code));
    }
  }

  @Test
  void aPassIsBegunOnceAndFoundAgainByAnotherWorker() {
    fixture()
        .given(begun())
        .when(new BeginPass(ID, 1, FULL, false))
        .expectEvents(new PassStarted(ID, JOB, FULL, WHOLE, NOW))
        .expectResultMessagePayload(WHOLE);
    fixture()
        .given(inFirstPass())
        .when(new BeginPass(ID, 1, FULL, false))
        .expectNoEvents()
        .expectResultMessagePayload(WHOLE);
  }

  /**
   * The order that corrupts guests: the change ids of a pass are stored after the next snapshot.
   */
  @Test
  void noSnapshotIsTakenBeforeTheChangeIdsOfTheLastPassAreStored() {
    refused(
        frozen(),
        ErrorCode.ILLEGAL_STATE,
        new IntendResource(ID, 1, snapshot(SECOND)),
        new IntendResource(ID, 1, snapshot("somebody's")));
    var tooEarly = with(frozen(), new ResourceClosed(ID, JOB, FIRST, "removed", NOW));
    refused(
        tooEarly,
        ErrorCode.ILLEGAL_STATE,
        new IntendResource(ID, 1, snapshot(SECOND)),
        new CompletePass(ID, 1, result(1, "u/1", 1)));
    refused(
        stored(),
        ErrorCode.ILLEGAL_STATE,
        new BeginPass(ID, 1, FULL, false),
        new IntendResource(ID, 1, snapshot(SECOND)));
  }

  @Test
  void aPassIsCompleteWithItsSnapshotItsNumberAndAllItsDisks() {
    refused(inFirstPass(), ErrorCode.ILLEGAL_STATE, new CompletePass(ID, 1, result(1, "u/1", 1)));
    refused(
        with(inFirstPass(), new ResourceIntended(ID, JOB, snapshot(FIRST), NOW)),
        ErrorCode.ILLEGAL_STATE,
        new CompletePass(ID, 1, result(1, "u/1", 1)));
    refused(
        frozen(),
        ErrorCode.ILLEGAL_STATE,
        new CompletePass(ID, 1, result(2, "u/1", 1)),
        new CompletePass(ID, 1, new Pass.Result(1, List.of(), 5)));
    fixture()
        .given(frozen())
        .when(new CompletePass(ID, 1, result(1, "u/1", 1 << 20)))
        .expectEvents(new PassCompleted(ID, JOB, result(1, "u/1", 1 << 20), NOW));
    refused(stored(), ErrorCode.ILLEGAL_STATE, new CompletePass(ID, 1, result(1, "u/1", 1)));
  }

  @Test
  void theNextPassReadsWhatChangedSinceTheStoredIds() {
    fixture()
        .given(syncing())
        .when(new BeginPass(ID, 1, SYNC, false))
        .expectEvents(new PassStarted(ID, JOB, SYNC, DELTA, NOW));
  }

  @Test
  void aPassThatIsVoidStoresNothing() {
    var why = Failure.passing(ErrorCode.SNAPSHOT_FOREIGN, "theirs lies below", "wait");
    var started = with(syncing(), new PassStarted(ID, JOB, SYNC, DELTA, NOW));
    fixture()
        .given(started)
        .when(new VoidPass(ID, 1, 2, why))
        .expectEvents(new PassVoided(ID, JOB, 2, why, NOW));
    fixture()
        .given(with(started, new PassVoided(ID, JOB, 2, why, NOW)))
        .when(new BeginPass(ID, 1, SYNC, false))
        .expectEvents(
            new PassStarted(ID, JOB, SYNC, new Pass(3, "vmto-job-1-3", DELTA.disks()), NOW));
  }

  @Test
  void aDoubtMakesThePassReadTheWholeDiskUntilOneIsComplete() {
    var why = "the host does not know the change id";
    var started = with(syncing(), new PassStarted(ID, JOB, SYNC, DELTA, NOW));
    fixture()
        .given(started)
        .when(new WidenPass(ID, 1, 2, "2000", why))
        .expectEvents(new PassWidened(ID, JOB, 2, "2000", why, NOW));
    var widened = with(started, new PassWidened(ID, JOB, 2, "2000", why, NOW));
    fixture().given(widened).when(new WidenPass(ID, 1, 2, "2000", why)).expectNoEvents();
    var whole = List.of(new DiskPass("2000", "", why));
    fixture()
        .given(widened)
        .when(new BeginPass(ID, 1, SYNC, false))
        .expectNoEvents()
        .expectResultMessagePayload(new Pass(2, SECOND, whole));
    fixture()
        .given(with(widened, new PassVoided(ID, JOB, 2, failure(), NOW)))
        .when(new BeginPass(ID, 1, SYNC, false))
        .expectEvents(new PassStarted(ID, JOB, SYNC, new Pass(3, "vmto-job-1-3", whole), NOW));
  }

  private static Failure failure() {
    return Failure.passing(ErrorCode.UNREACHABLE, "away", "wait");
  }

  private static List<TransferEvent> synced(long changed) {
    return with(
        syncing(),
        new PassStarted(ID, JOB, SYNC, DELTA, NOW),
        new ResourceIntended(ID, JOB, snapshot(SECOND), NOW),
        new ResourceOpened(ID, JOB, SECOND, "snapshot-8", NOW),
        new PassCompleted(ID, JOB, result(2, "u/2", changed), NOW),
        new ResourceClosed(ID, JOB, SECOND, "removed", NOW));
  }

  @Test
  void itKeepsInStepUntilSomebodyApprovesTheCutover() {
    var waiting = new StepWaiting(ID, JOB, SYNC, NOW.plusSeconds(60), NOW);
    fixture()
        .given(synced(BUDGET + 1))
        .when(new SucceedStep(ID, 1, SYNC, StepReport.NOTHING))
        .expectEvents(waiting);
    fixture()
        .given(with(synced(BUDGET + 1), waiting))
        .when(new ApproveCutover(ID))
        .expectEvents(
            new CutoverApproved(ID, JOB, NOW),
            new StepSucceeded(ID, JOB, SYNC, StepReport.NOTHING, NOW));
    fixture()
        .given(synced(BUDGET + 1))
        .when(new ApproveCutover(ID))
        .expectEvents(new CutoverApproved(ID, JOB, NOW));
    fixture()
        .given(with(synced(BUDGET + 1), new CutoverApproved(ID, JOB, NOW)))
        .when(new SucceedStep(ID, 1, SYNC, StepReport.NOTHING))
        .expectEvents(new StepSucceeded(ID, JOB, SYNC, StepReport.NOTHING, NOW));
  }

  @Test
  void aPassWithinTheBudgetIsAnApproval() {
    fixture()
        .given(synced(BUDGET))
        .when(new SucceedStep(ID, 1, SYNC, StepReport.NOTHING))
        .expectEvents(
            new CutoverApproved(ID, JOB, NOW),
            new StepSucceeded(ID, JOB, SYNC, StepReport.NOTHING, NOW));
  }

  private static List<TransferEvent> cuttingOver() {
    return with(
        synced(BUDGET),
        new CutoverApproved(ID, JOB, NOW),
        new StepSucceeded(ID, JOB, SYNC, StepReport.NOTHING, NOW),
        new StepStarted(ID, JOB, CUTOVER, 1, NOW));
  }

  @Test
  void theSourceIsNeverShutDownWithoutAnApproval() {
    refused(syncing(), ErrorCode.CUTOVER_NOT_APPROVED, new RequestShutdown(ID, 1));
    refused(cuttingOver(), ErrorCode.ILLEGAL_STATE, new RecordPoweredOff(ID, 1));
    fixture()
        .given(cuttingOver())
        .when(new RequestShutdown(ID, 1))
        .expectEvents(new GuestShutdownRequested(ID, JOB, NOW));
  }

  @Test
  void theLastPassBeginsAfterTheSourceWasSeenOff() {
    refused(cuttingOver(), ErrorCode.ILLEGAL_STATE, new BeginPass(ID, 1, CUTOVER, true));
    var asked = with(cuttingOver(), new GuestShutdownRequested(ID, JOB, NOW));
    refused(asked, ErrorCode.ILLEGAL_STATE, new BeginPass(ID, 1, CUTOVER, true));
    var off = with(asked, new SourcePoweredOff(ID, JOB, NOW));
    refused(off, ErrorCode.ILLEGAL_STATE, new BeginPass(ID, 1, CUTOVER, false));
    var last = new Pass(3, "", List.of(new DiskPass("2000", "u/2", "")));
    fixture()
        .given(off)
        .when(new BeginPass(ID, 1, CUTOVER, true))
        .expectEvents(new PassStarted(ID, JOB, CUTOVER, last, NOW));
    fixture()
        .given(with(off, new PassStarted(ID, JOB, CUTOVER, last, NOW)))
        .when(new CompletePass(ID, 1, result(3, "", 5)))
        .expectEvents(new PassCompleted(ID, JOB, result(3, "", 5), NOW));
  }

  @Test
  void aColdTransferHasNoCutover() {
    var cold = TransferTest.historyTo("RUNNING");
    refused(cold, ErrorCode.ILLEGAL_STATE, new ApproveCutover(ID));
  }
}
