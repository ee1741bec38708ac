package io.vmto.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.Drive;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.StepView;
import io.vmto.gateway.operations.StuckJobs.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which jobs should move and do not, and which wait for good reasons. */
class StuckJobsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant LONG_AGO = NOON.minusSeconds(3600);
  private static final Drive OTHERS = new Drive(TransferId.of(new JobId("other")), "w-9", null);

  @Test
  void aRunningJobThatNobodyDrivesIsStuck() {
    var found = look(job(JobStatus.RUNNING, null, List.of()), LONG_AGO, List.of());
    assertThat(found.stuck()).hasSize(1);
    assertThat(found.stuck().getFirst().reason()).startsWith("No worker has it");
    assertThat(found.stuck().getFirst().why()).isEqualTo(StuckJobs.Hindrance.NO_WORKER);
    assertThat(found.waiting()).isEmpty();
  }

  @Test
  void asLongAsItGivesSignsOfLifeItIsNot() {
    var job = job(JobStatus.RUNNING, null, List.of());
    assertThat(look(job, NOON.minusSeconds(10), List.of())).isEqualTo(nothing());
  }

  @Test
  void aWorkerThatHoldsItAndIsSilentIsNamed() {
    var drive = new Drive(TransferId.of(new JobId("j")), "w-1", null);
    var found = look(job(JobStatus.CANCELLING, null, List.of()), LONG_AGO, List.of(drive));
    assertThat(found.stuck().getFirst().reason()).contains("w-1");
  }

  @Test
  void aJobInTheQueueWaitsForAFreeWorkerWhereThereIsOne() {
    var queued = new Drive(TransferId.of(new JobId("j")), "", LONG_AGO);
    var job = job(JobStatus.PAUSING, null, List.of());
    assertThat(look(job, LONG_AGO, List.of(queued, OTHERS)).waiting()).hasSize(1);
    assertThat(look(job, LONG_AGO, List.of(queued)).stuck()).hasSize(1);
  }

  @Test
  void whatWaitsForAPersonIsNotStuck() {
    var held =
        job(
            JobStatus.PAUSED,
            Failure.of(ErrorCode.TARGET_FULL, "The storage is full.", "Make room."),
            List.of());
    var found = look(held, LONG_AGO, List.of()).waiting().getFirst();
    assertThat(found.reason()).isEqualTo("It is held: The storage is full.");
    assertThat(found.code()).isEqualTo(ErrorCode.TARGET_FULL);
    assertThat(found.remedy()).isEqualTo("Make room. Then resume it.");
    assertThat(look(job(JobStatus.CREATED, null, List.of()), LONG_AGO, List.of()).waiting())
        .hasSize(1);
    assertThat(look(job(JobStatus.PAUSED, null, List.of()), LONG_AGO, List.of()).waiting())
        .hasSize(1);
  }

  @Test
  void aStepThatRestsUntilATimeAheadIsNotStuck() {
    var rests =
        job(JobStatus.RUNNING, null, List.of(step(StepStatus.WAITING, NOON.plusSeconds(9))));
    assertThat(look(rests, LONG_AGO, List.of()).waiting().getFirst().reason()).contains("rests");
    var missed = job(JobStatus.RUNNING, null, List.of(step(StepStatus.RETRYING, LONG_AGO)));
    assertThat(look(missed, LONG_AGO, List.of()).stuck()).hasSize(1);
  }

  @Test
  void aJobWhoseEventWasSetAsideIsStuckAtOnce() {
    var letter =
        new DeadLetterView(
            "l-1",
            new PartId("JobSagaProcessor"),
            "j",
            0,
            "job.queued/1",
            7,
            "j",
            "INTERNAL_ERROR",
            "It failed.",
            3,
            NOON,
            NOON);
    var facts =
        new Facts(
            List.of(new Pulse(job(JobStatus.QUEUED, null, List.of()), NOON)),
            List.of(),
            List.of(letter),
            NOON,
            Duration.ofMinutes(5));
    assertThat(StuckJobs.of(facts).stuck().getFirst().remedy()).contains("l-1");
  }

  private static StuckJobs nothing() {
    return new StuckJobs(List.of(), List.of());
  }

  private static StuckJobs look(JobView job, Instant last, List<Drive> drives) {
    return StuckJobs.of(
        new Facts(List.of(new Pulse(job, last)), drives, List.of(), NOON, Duration.ofMinutes(5)));
  }

  private static StepView step(StepStatus status, Instant next) {
    return new StepView(
        0,
        "SyncUntilCutover",
        "Sync",
        "",
        0,
        status,
        1,
        StepReport.NOTHING,
        null,
        null,
        null,
        next);
  }

  private static JobView job(JobStatus status, Failure failure, List<StepView> steps) {
    return Jobs.job(new JobId("j"), status, failure, steps, LONG_AGO);
  }
}
