package io.vmto.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand;
import io.vmto.contract.job.JobCommand.CancelJob;
import io.vmto.contract.job.JobCommand.ChangeLimits;
import io.vmto.contract.job.JobCommand.CheckImage;
import io.vmto.contract.job.JobCommand.CreateJob;
import io.vmto.contract.job.JobCommand.MarkPaused;
import io.vmto.contract.job.JobCommand.MarkRunning;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.RecordDownload;
import io.vmto.contract.job.JobCommand.RecordImageCheck;
import io.vmto.contract.job.JobCommand.RecordOutcome;
import io.vmto.contract.job.JobCommand.RefuseStart;
import io.vmto.contract.job.JobCommand.ResumeFromStep;
import io.vmto.contract.job.JobCommand.ResumeJob;
import io.vmto.contract.job.JobCommand.RetryFailedSteps;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.job.JobEvent.JobCancelled;
import io.vmto.contract.job.JobEvent.JobCancelling;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobImageCheckAsked;
import io.vmto.contract.job.JobEvent.JobImageChecked;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobPaused;
import io.vmto.contract.job.JobEvent.JobPausing;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobResuming;
import io.vmto.contract.job.JobEvent.JobRunning;
import io.vmto.contract.job.JobEvent.JobSucceeded;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.Plan;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Outcome;
import io.vmto.runtime.Aggregates;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class JobTest {
  private static final JobId JOB = new JobId("job-1");
  private static final String IMAGE = "job-1/2000/disk.qcow2";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Plan PLAN = FullCopy.plan(Specs.spec());
  private static final Failure WHY = Failure.of(ErrorCode.TARGET_FULL, "full", "free space");

  /**
   * The whole table, written by hand: rows are commands, columns states. A name is the event that
   * follows, "-" is no event and no error, "!" is a refusal with ILLEGAL_STATE.
   */
  private static final String TABLE =
      """
                  CREATED    QUEUED     RUNNING    PAUSING    PAUSED     RESUMING   CANCELLING CANCELLED  FAILED     SUCCEEDED
      Start       Queued     -          !          !          !          !          !          !          !          !
      Pause       !          !          Pausing    -          -          !          !          !          !          !
      Resume      !          !          -          !          Resuming   -          !          !          !          !
      ResumeFrom  !          !          !          !          Resuming   !          !          !          !          !
      Cancel      Cancelled  Cancelling Cancelling Cancelling Cancelling Cancelling -          -          Cancelling !
      Retry       !          -          !          !          !          !          !          !          Queued     !
      Limit       Limits     Limits     Limits     Limits     Limits     Limits     Limits     !          Limits     !
      Download    Download   Download   Download   Download   Download   Download   Download   Download   Download   Download
      Check       Check      Check      Check      Check      Check      Check      Check      Check      Check      Check
      Checked     -          -          -          -          -          -          -          -          -          -
      MarkRunning -          Running    -          -          -          Running    -          -          -          -
      MarkPaused  -          -          -          Paused     -          -          -          -          -          -
      MarkHeld    -          -          Paused     Paused     -          -          -          -          -          -
      Refuse      -          Failed     -          -          -          -          -          -          -          -
      Succeeded   -          Succeeded  Succeeded  Succeeded  Succeeded  Succeeded  Succeeded  -          -          -
      Failed      -          Failed     Failed     Failed     Failed     Failed     Failed     -          -          -
      Ended       -          Cancelled  Cancelled  Cancelled  Cancelled  Cancelled  Cancelled  -          -          -
      """;

  @TestFactory
  Stream<DynamicTest> everyCommandInEveryStateDoesWhatTheTableSays() {
    var lines = TABLE.strip().lines().map(l -> l.strip().split("\\s+")).toList();
    var tests = new ArrayList<DynamicTest>();
    for (var row : lines.subList(1, lines.size())) {
      for (int i = 1; i < row.length; i++) {
        var status = JobStatus.valueOf(lines.getFirst()[i - 1]);
        var cell = row[i];
        var command = row[0];
        tests.add(
            DynamicTest.dynamicTest(
                command + " when " + status + " → " + cell, () -> cell(command, status, cell)));
      }
    }
    assertThat(tests).hasSize(17 * JobStatus.values().length);
    return tests.stream();
  }

  private static void cell(String command, JobStatus status, String expected) {
    var when = fixture().given(historyTo(status)).when(command(command));
    switch (expected) {
      case "-" -> when.expectSuccessfulHandlerExecution().expectNoEvents();
      case "!" ->
          when.expectException(Rejected.class)
              .expectException(refusedWith(ErrorCode.ILLEGAL_STATE))
              .expectNoEvents();
      default ->
          when.expectSuccessfulHandlerExecution()
              .expectEventsMatching(
                  org.axonframework.test.matchers.Matchers.payloadsMatching(
                      org.axonframework.test.matchers.Matchers.exactSequenceOf(
                          org.axonframework.test.matchers.Matchers.matches(
                              e -> e.getClass().getSimpleName().equals(named(expected))))));
    }
  }

  private static String named(String cell) {
    return switch (cell) {
      case "Limits" -> "JobLimitsChanged";
      case "Download" -> "JobDownloadBegun";
      case "Check" -> "JobImageCheckAsked";
      default -> "Job" + cell;
    };
  }

  private static List<JobEvent> historyTo(JobStatus status) {
    var created = new JobCreated(JOB, Specs.spec(), PLAN, NOW);
    var queued = new JobQueued(JOB, Specs.spec().request().source(), NOW);
    var running = new JobRunning(JOB, NOW);
    var pausing = new JobPausing(JOB, NOW);
    var paused = new JobPaused(JOB, NOW);
    var cancelling = new JobCancelling(JOB, NOW);
    return switch (status) {
      case CREATED -> List.of(created);
      case QUEUED -> List.of(created, queued);
      case RUNNING -> List.of(created, queued, running);
      case PAUSING -> List.of(created, queued, running, pausing);
      case PAUSED -> List.of(created, queued, running, pausing, paused);
      case RESUMING ->
          List.of(created, queued, running, pausing, paused, new JobResuming(JOB, -1, NOW));
      case CANCELLING -> List.of(created, queued, running, cancelling);
      case CANCELLED ->
          List.of(created, queued, running, cancelling, new JobCancelled(JOB, List.of(), NOW));
      case FAILED -> List.of(created, queued, running, new JobFailed(JOB, WHY, List.of(), NOW));
      case SUCCEEDED -> List.of(created, queued, running, new JobSucceeded(JOB, NOW));
    };
  }

  private static JobCommand command(String name) {
    return switch (name) {
      case "Start" -> new StartJob(JOB, PLAN.hash());
      case "Pause" -> new PauseJob(JOB);
      case "Resume" -> new ResumeJob(JOB);
      case "ResumeFrom" -> new ResumeFromStep(JOB, 1);
      case "Cancel" -> new CancelJob(JOB);
      case "Retry" -> new RetryFailedSteps(JOB);
      case "Limit" -> new ChangeLimits(JOB, 1_000_000L, null);
      case "Download" -> new RecordDownload(JOB, IMAGE, 0, 9);
      case "Check" -> new CheckImage(JOB, IMAGE);
      case "Checked" -> new RecordImageCheck(JOB, IMAGE, "root", "qcow2 file", null);
      case "MarkRunning" -> new MarkRunning(JOB);
      case "MarkPaused" -> new MarkPaused(JOB, NOW.minusSeconds(1));
      case "MarkHeld" -> new MarkPaused(JOB, NOW.plusSeconds(1));
      case "Refuse" -> new RefuseStart(JOB, WHY);
      case "Succeeded" -> new RecordOutcome(JOB, Outcome.SUCCEEDED, null, List.of());
      case "Failed" -> new RecordOutcome(JOB, Outcome.FAILED, WHY, List.of());
      case "Ended" -> new RecordOutcome(JOB, Outcome.CANCELLED, null, List.of());
      default -> throw new IllegalArgumentException(name);
    };
  }

  @Test
  void anImageIsReadOnceAtATime() {
    var created = new JobCreated(JOB, Specs.spec(), PLAN, NOW);
    var asked = new JobImageCheckAsked(JOB, IMAGE, NOW);
    var checked = new JobImageChecked(JOB, IMAGE, "root", "qcow2 file", null, NOW);
    fixture().given(created, asked).when(new CheckImage(JOB, IMAGE)).expectNoEvents();
    fixture()
        .given(created, asked)
        .when(new CheckImage(JOB, "job/2001/disk.qcow2"))
        .expectEvents(new JobImageCheckAsked(JOB, "job/2001/disk.qcow2", NOW));
    fixture()
        .given(created, asked)
        .when(new RecordImageCheck(JOB, IMAGE, "root", "qcow2 file", null))
        .expectEvents(checked);
    fixture().given(created, asked, checked).when(new CheckImage(JOB, IMAGE)).expectEvents(asked);
  }

  @Test
  void theSameRequestTwiceIsOneJob() {
    fixture()
        .given(new JobCreated(JOB, Specs.spec(), PLAN, NOW))
        .when(new CreateJob(JOB, Specs.spec(), Limits.DEFAULT))
        .expectNoEvents()
        .expectResultMessagePayload(PLAN.hash());
  }

  @Test
  void anIdIsNotUsedForTwoRequests() {
    var other =
        Specs.spec(
            Specs.machine(),
            Specs.node(true, Specs.GIB * 50, "images"),
            io.vmto.contract.job.MigrationRequest.Road.SHARED);
    fixture()
        .given(new JobCreated(JOB, Specs.spec(), PLAN, NOW))
        .when(new CreateJob(JOB, other, Limits.DEFAULT))
        .expectException(refusedWith(ErrorCode.IDEMPOTENCY_MISMATCH));
  }

  @Test
  void aPlanWithBlockersDoesNotBecomeAJob() {
    var on = PlanTest.powered(Machine.PowerState.ON);
    fixture()
        .givenNoPriorActivity()
        .when(new CreateJob(JOB, on, Limits.DEFAULT))
        .expectNoEvents()
        .expectException(refusedWith(ErrorCode.PREFLIGHT_BLOCKED));
  }

  @Test
  void otherLimitsThanTheUsualAreAFactOfTheirOwnAtCreation() {
    var limits = new Limits(5_000_000, 1);
    fixture()
        .givenNoPriorActivity()
        .when(new CreateJob(JOB, Specs.spec(), limits))
        .expectEvents(
            new JobCreated(JOB, Specs.spec(), PLAN, NOW), new JobLimitsChanged(JOB, limits, NOW));
    fixture()
        .givenNoPriorActivity()
        .when(new CreateJob(JOB, Specs.spec(), Limits.DEFAULT))
        .expectEvents(new JobCreated(JOB, Specs.spec(), PLAN, NOW));
  }

  @Test
  void whatIsNotNamedOfTheLimitsStaysAndTheSameLimitsTwiceAreOneFact() {
    var running =
        Stream.concat(
                historyTo(JobStatus.RUNNING).stream(),
                Stream.of(new JobLimitsChanged(JOB, new Limits(7, 3), NOW)))
            .toList();
    fixture()
        .given(running)
        .when(new ChangeLimits(JOB, null, 4))
        .expectEvents(new JobLimitsChanged(JOB, new Limits(7, 4), NOW));
    fixture()
        .given(running)
        .when(new ChangeLimits(JOB, 0L, null))
        .expectEvents(new JobLimitsChanged(JOB, new Limits(0, 3), NOW));
    fixture().given(running).when(new ChangeLimits(JOB, 7L, 3)).expectNoEvents();
  }

  @Test
  void onlyThePlanThatWasShownIsStarted() {
    fixture()
        .given(new JobCreated(JOB, Specs.spec(), PLAN, NOW))
        .when(new StartJob(JOB, "0".repeat(64)))
        .expectNoEvents()
        .expectException(refusedWith(ErrorCode.PLAN_CHANGED));
  }

  @Test
  void aStepThatIsNotInThePlanCannotBeResumedFrom() {
    fixture()
        .given(historyTo(JobStatus.PAUSED))
        .when(new ResumeFromStep(JOB, 99))
        .expectException(refusedWith(ErrorCode.REQUEST_INVALID));
  }

  static org.hamcrest.Matcher<?> refusedWith(ErrorCode code) {
    return org.axonframework.test.matchers.Matchers.matches(
        e -> e instanceof Rejected r && r.failure().code() == code);
  }

  private static AggregateTestFixture<Job> fixture() {
    var fixture = new AggregateTestFixture<>(Job.class);
    fixture.registerCommandTargetResolver(Aggregates.TARGETS);
    fixture.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    return fixture;
  }
}
