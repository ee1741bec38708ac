package io.vmto.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferCommand.BeginTransfer;
import io.vmto.contract.transfer.TransferCommand.CancelTransfer;
import io.vmto.contract.transfer.TransferCommand.ChangeTransferLimits;
import io.vmto.contract.transfer.TransferCommand.CloseResource;
import io.vmto.contract.transfer.TransferCommand.FailStep;
import io.vmto.contract.transfer.TransferCommand.IntendResource;
import io.vmto.contract.transfer.TransferCommand.LeaveResource;
import io.vmto.contract.transfer.TransferCommand.PauseTransfer;
import io.vmto.contract.transfer.TransferCommand.ResumeTransfer;
import io.vmto.contract.transfer.TransferCommand.SucceedStep;
import io.vmto.contract.transfer.TransferCommand.SuspendStep;
import io.vmto.contract.transfer.TransferCommand.TakeWork;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
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
import io.vmto.contract.transfer.TransferEvent.TransferPaused;
import io.vmto.contract.transfer.TransferEvent.TransferPausing;
import io.vmto.contract.transfer.TransferEvent.TransferPrepared;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferEvent.WorkTaken;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import io.vmto.runtime.Aggregates;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.matchers.Matchers;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TransferTest {
  static final JobId JOB = new JobId("job-1");
  static final TransferId ID = TransferId.of(JOB);
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final Failure BROKEN = Failure.of(ErrorCode.TARGET_FULL, "full", "free space");
  static final Failure PASSING = Failure.passing(ErrorCode.UNREACHABLE, "away", "wait for it");
  static final MigrationSpec SPEC = spec();
  private static final Plan PLAN =
      new Plan(
          "test",
          List.of(
              new Step.ReserveVm("pve1"),
              new Step.CopyDisk("2000", 1 << 20, Road.SHARED, Reading.NFC, "asked for"),
              new Step.ImportVm(Road.SHARED, "")),
          Grade.PROVEN,
          List.of(),
          "hash");
  private static final Resource VM =
      new Resource(Resource.Kind.TARGET_VM, "vmto:i:j:n", new ConnectionId("pve"), "pve1", 0, "");
  private static final Resource VOLUME =
      new Resource(
          Resource.Kind.TARGET_VOLUME, "/m/d.raw", new ConnectionId("pve"), "s:1/d", 1, "2000");

  /**
   * Rows are commands, columns phases. Names are the events that follow, joined by "+"; "-" is
   * nothing. The saga's commands are never refused: late news is no news.
   */
  private static final String TABLE =
      """
              PREPARED RUNNING              PAUSING              PAUSED               FAILING              CANCELLING FAILED               ENDED
      Begin   Began    -                    -                    -                    -                    -          Began                -
      Pause   -        Pausing              -                    -                    -                    -          -                    -
      Resume  -        -                    -                    Resumed              -                    -          -                    -
      Rewind  -        -                    -                    Resumed+Rollback     -                    -          -                    -
      Cancel  Ended    Cancelling+Rollback  Cancelling+Rollback  Cancelling+Rollback  Cancelling+Rollback  -          Cancelling+Rollback  -
      Limit   Limits   Limits               Limits               Limits               Limits               Limits     Limits               -
      Succeed -        Succeeded            Succeeded+Paused     -                    -                    Succeeded  -                    -
      Fail    -        Failed+Rollback      Failed+Rollback      -                    -                    Suspended  -                    -
      Passing -        Retrying             Retrying+Paused      -                    -                    Suspended  -                    -
      Suspend -        Suspended            Suspended+Paused     -                    -                    Suspended  -                    -
      """;

  @TestFactory
  Stream<DynamicTest> everyCommandInEveryPhaseDoesWhatTheTableSays() {
    var lines = TABLE.strip().lines().map(l -> l.strip().split("\\s+")).toList();
    var tests = new ArrayList<DynamicTest>();
    for (var row : lines.subList(1, lines.size())) {
      for (int i = 1; i < row.length; i++) {
        var phase = lines.getFirst()[i - 1];
        var cell = row[i];
        tests.add(
            DynamicTest.dynamicTest(
                row[0] + " when " + phase + " → " + cell, () -> cell(row[0], phase, cell)));
      }
    }
    assertThat(tests).hasSize(10 * 8);
    return tests.stream();
  }

  private static void cell(String command, String phase, String expected) {
    var when = fixture().given(historyTo(phase)).when(command(command));
    when.expectSuccessfulHandlerExecution();
    if (expected.equals("-")) {
      when.expectNoEvents();
    } else {
      when.expectEventsMatching(named(expected.split("\\+")));
    }
  }

  private static Matcher<? extends List<? super org.axonframework.eventhandling.EventMessage<?>>>
      named(String... names) {
    var full =
        Map.of(
            "Limits",
            "TransferLimitsChanged",
            "Began",
            "TransferBegan",
            "Pausing",
            "TransferPausing",
            "Paused",
            "TransferPaused",
            "Resumed",
            "TransferResumed",
            "Cancelling",
            "TransferCancelling",
            "Ended",
            "TransferEnded",
            "Rollback",
            "RollbackStarted");
    return Matchers.payloadsMatching(
        Matchers.matches(
            events ->
                ((List<?>) events)
                    .stream()
                        .map(e -> e.getClass().getSimpleName())
                        .toList()
                        .equals(
                            Stream.of(names).map(n -> full.getOrDefault(n, "Step" + n)).toList())));
  }

  static List<TransferEvent> historyTo(String phase) {
    var running = history();
    var paused = new ArrayList<>(running);
    paused.add(new TransferPausing(ID, JOB, NOW));
    paused.add(new StepSuspended(ID, JOB, 1, NOW));
    paused.add(new TransferPaused(ID, JOB, NOW));
    return switch (phase) {
      case "PREPARED" -> List.of(new TransferPrepared(ID, JOB, SPEC, PLAN, NOW));
      case "RUNNING" -> running;
      case "PAUSING" -> with(running, new TransferPausing(ID, JOB, NOW));
      case "PAUSED" -> paused;
      case "FAILING" -> failing();
      case "CANCELLING" ->
          with(running, new TransferCancelling(ID, JOB, NOW), new RollbackStarted(ID, JOB, 0, NOW));
      case "FAILED" ->
          with(
              failing(),
              new RollbackFinished(ID, JOB, 0, NOW),
              new TransferEnded(ID, JOB, Outcome.FAILED, BROKEN, List.of(), NOW));
      case "ENDED" ->
          with(
              running,
              new StepSucceeded(ID, JOB, 1, StepReport.NOTHING, NOW),
              new StepStarted(ID, JOB, 2, 1, NOW),
              new StepSucceeded(ID, JOB, 2, StepReport.NOTHING, NOW),
              new TransferEnded(ID, JOB, Outcome.SUCCEEDED, null, List.of(), NOW));
      default -> throw new IllegalArgumentException(phase);
    };
  }

  /** Running, in the middle of its second step. */
  private static List<TransferEvent> history() {
    return List.of(
        new TransferPrepared(ID, JOB, SPEC, PLAN, NOW),
        new TransferBegan(ID, JOB, NOW),
        new WorkTaken(ID, JOB, 1, "w", NOW),
        new StepStarted(ID, JOB, 0, 1, NOW),
        new ResourceIntended(ID, JOB, VM, NOW),
        new StepSucceeded(ID, JOB, 0, StepReport.NOTHING, NOW),
        new StepStarted(ID, JOB, 1, 1, NOW));
  }

  private static List<TransferEvent> failing() {
    return with(
        history(), new StepFailed(ID, JOB, 1, BROKEN, NOW), new RollbackStarted(ID, JOB, 0, NOW));
  }

  static List<TransferEvent> with(List<TransferEvent> before, TransferEvent... then) {
    return Stream.concat(before.stream(), Stream.of(then)).toList();
  }

  private static TransferCommand command(String name) {
    return switch (name) {
      case "Begin" -> new BeginTransfer(ID);
      case "Pause" -> new PauseTransfer(ID);
      case "Resume" -> new ResumeTransfer(ID, -1);
      case "Rewind" -> new ResumeTransfer(ID, 1);
      case "Cancel" -> new CancelTransfer(ID);
      case "Limit" -> new ChangeTransferLimits(ID, new Limits(1_000_000, 2));
      case "Succeed" -> new SucceedStep(ID, 1, 1, StepReport.NOTHING);
      case "Fail" -> new FailStep(ID, 1, 1, BROKEN);
      case "Passing" -> new FailStep(ID, 1, 1, PASSING);
      case "Suspend" -> new SuspendStep(ID, 1, 1);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void aNewLeaseTakesOverTheStepOfADeadWorker() {
    fixture()
        .given(history())
        .when(new TakeWork(ID, 2, "other"))
        .expectEvents(
            new WorkTaken(ID, JOB, 2, "other", NOW),
            new StepSuspended(ID, JOB, 1, NOW),
            new StepStarted(ID, JOB, 1, 2, NOW));
  }

  @Test
  void theWorkerOfAnOldLeaseIsNotBelieved() {
    var taken = with(history(), new WorkTaken(ID, JOB, 5, "other", NOW));
    for (var report :
        List.of(
            new TakeWork(ID, 4, "w"),
            new SucceedStep(ID, 4, 1, StepReport.NOTHING),
            new FailStep(ID, 4, 1, BROKEN),
            new IntendResource(ID, 4, VOLUME),
            new CloseResource(ID, 4, VM.name(), "deleted"))) {
      fixture()
          .given(taken)
          .when(report)
          .expectNoEvents()
          .expectException(
              Matchers.matches(
                  e -> e instanceof Rejected r && r.failure().code() == ErrorCode.LEASE_LOST));
    }
  }

  @Test
  void aPassingFailureIsTriedAgainLaterAndTheWorkerHearsWhen() {
    var retrying = with(history(), new StepRetrying(ID, JOB, 1, PASSING, NOW.plusSeconds(30), NOW));
    fixture()
        .given(retrying)
        .when(new TakeWork(ID, 1, "w"))
        .expectNoEvents()
        .expectResultMessagePayload(new Work.Nothing(NOW.plusSeconds(30)));
  }

  @Test
  void afterSoManyPassingFailuresItIsOver() {
    var history = new ArrayList<>(history());
    for (int i = 0; i < 7; i++) {
      history.add(new StepRetrying(ID, JOB, 1, PASSING, NOW, NOW));
      history.add(new StepStarted(ID, JOB, 1, i + 2, NOW));
    }
    fixture()
        .given(history)
        .when(new FailStep(ID, 1, 1, PASSING))
        .expectEvents(
            new StepFailed(ID, JOB, 1, PASSING, NOW), new RollbackStarted(ID, JOB, 0, NOW));
  }

  @Test
  void aRollbackClosesTheNewestFirst() {
    var opened = with(history(), new ResourceIntended(ID, JOB, VOLUME, NOW));
    fixture()
        .given(
            with(
                opened,
                new StepFailed(ID, JOB, 1, BROKEN, NOW),
                new RollbackStarted(ID, JOB, 0, NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectNoEvents()
        .expectResultMessagePayload(
            new Work.Rollback(
                JOB,
                SPEC,
                List.of(new Work.Holding(VM, ""), new Work.Holding(VOLUME, "")),
                List.of(new Work.Holding(VOLUME, ""), new Work.Holding(VM, ""))));
  }

  @Test
  void aFailedTransferEndsWhenTheLedgerIsEmpty() {
    fixture()
        .given(with(failing(), new ResourceClosed(ID, JOB, VM.name(), "destroyed", NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectEvents(
            new RollbackFinished(ID, JOB, 0, NOW),
            new TransferEnded(ID, JOB, Outcome.FAILED, BROKEN, List.of(), NOW));
  }

  @Test
  void whatCannotBeClosedIsListedAtTheEnd() {
    fixture()
        .given(with(failing(), new ResourceLeft(ID, JOB, VM.name(), PASSING, NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectEvents(
            new RollbackFinished(ID, JOB, 0, NOW),
            new TransferEnded(
                ID,
                JOB,
                Outcome.FAILED,
                BROKEN,
                List.of(new io.vmto.contract.transfer.Leftover(VM, "", PASSING)),
                NOW));
  }

  @Test
  void aRetryOfAFailedTransferStartsFromItsFirstStep() {
    fixture()
        .given(with(historyTo("FAILED"), new TransferBegan(ID, JOB, NOW)))
        .when(new TakeWork(ID, 2, "w"))
        .expectEvents(new WorkTaken(ID, JOB, 2, "w", NOW), new StepStarted(ID, JOB, 0, 2, NOW));
  }

  @Test
  void aRewindUndoesOnlyWhatTheStepAndLaterOnesMade() {
    var opened =
        with(
            historyTo("PAUSED"),
            new ResourceIntended(ID, JOB, VOLUME, NOW),
            new TransferResumed(ID, JOB, 1, NOW),
            new RollbackStarted(ID, JOB, 1, NOW));
    fixture()
        .given(opened)
        .when(new TakeWork(ID, 1, "w"))
        .expectResultMessagePayload(
            new Work.Rollback(
                JOB,
                SPEC,
                List.of(new Work.Holding(VM, ""), new Work.Holding(VOLUME, "")),
                List.of(new Work.Holding(VOLUME, ""))));
    fixture()
        .given(with(opened, new ResourceClosed(ID, JOB, VOLUME.name(), "deleted", NOW)))
        .when(new TakeWork(ID, 1, "w"))
        .expectEvents(new RollbackFinished(ID, JOB, 1, NOW), new StepStarted(ID, JOB, 1, 2, NOW));
  }

  @Test
  void disksThatWereGivenToTheMachineAreUndoneWithIt() {
    var imported =
        with(
            history(),
            new StepSucceeded(ID, JOB, 1, StepReport.NOTHING, NOW),
            new StepStarted(ID, JOB, 2, 1, NOW),
            new TransferPausing(ID, JOB, NOW),
            new StepSuspended(ID, JOB, 2, NOW),
            new TransferPaused(ID, JOB, NOW));
    fixture()
        .given(imported)
        .when(new ResumeTransfer(ID, 1))
        .expectEvents(new TransferResumed(ID, JOB, 0, NOW), new RollbackStarted(ID, JOB, 0, NOW));
  }

  @Test
  void theLastStepEndsTheTransfer() {
    fixture()
        .given(
            with(
                history(),
                new ResourceClosed(ID, JOB, VM.name(), "handed over", NOW),
                new StepSucceeded(ID, JOB, 1, StepReport.NOTHING, NOW),
                new StepStarted(ID, JOB, 2, 1, NOW)))
        .when(new SucceedStep(ID, 1, 2, StepReport.NOTHING))
        .expectEvents(
            new StepSucceeded(ID, JOB, 2, StepReport.NOTHING, NOW),
            new TransferEnded(ID, JOB, Outcome.SUCCEEDED, null, List.of(), NOW));
  }

  @Test
  void theSameReportTwiceIsOneFact() {
    fixture().given(history()).when(new IntendResource(ID, 1, VM)).expectNoEvents();
    fixture().given(history()).when(new LeaveResource(ID, 1, "unknown", PASSING)).expectNoEvents();
    fixture()
        .given(history())
        .when(new CloseResource(ID, 1, "unknown", "deleted"))
        .expectNoEvents();
  }

  static AggregateTestFixture<Transfer> fixture() {
    var fixture = new AggregateTestFixture<>(Transfer.class);
    fixture.registerCommandTargetResolver(Aggregates.TARGETS);
    fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    return fixture;
  }

  private static MigrationSpec spec() {
    var disk =
        new Machine.Disk(
            "2000",
            "Hard disk 1",
            1 << 20,
            Machine.Controller.PVSCSI,
            0,
            0,
            "[d] w",
            true,
            true,
            Machine.Disk.Content.FLAT);
    var machine =
        new Machine(
            "vm-1",
            "web",
            List.of(),
            Machine.PowerState.OFF,
            Machine.Firmware.BIOS,
            false,
            false,
            1,
            512,
            "debian12_64Guest",
            "",
            0,
            List.of(disk),
            List.of());
    return new MigrationSpec(
        new MigrationRequest(
            new MigrationRequest.Source(new ConnectionId("vc"), "web"),
            new MigrationRequest.Target(new ConnectionId("pve"), "pve1", "shared"),
            "",
            Map.of(),
            Road.SHARED,
            Reading.AUTO,
            BootCheck.NONE),
        machine,
        Set.of(),
        new TargetNode("pve1", true, List.of(), List.of()),
        Set.of());
  }
}
