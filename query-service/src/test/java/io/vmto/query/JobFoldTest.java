package io.vmto.query;

import static io.vmto.query.Examples.FAILURE;
import static io.vmto.query.Examples.at;
import static io.vmto.query.Examples.evidence;
import static io.vmto.query.Examples.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.Event;
import io.vmto.contract.job.JobEvent.JobFailed;
import io.vmto.contract.job.JobEvent.JobLimitsChanged;
import io.vmto.contract.job.JobEvent.JobQueued;
import io.vmto.contract.job.JobEvent.JobRunning;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Evidence.Kind;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.transfer.TransferEvent.BootObserved;
import io.vmto.contract.transfer.TransferEvent.EvidenceRecorded;
import io.vmto.contract.transfer.TransferEvent.ResourceClosed;
import io.vmto.contract.transfer.TransferEvent.ResourceIntended;
import io.vmto.contract.transfer.TransferEvent.ResourceLeft;
import io.vmto.contract.transfer.TransferEvent.ResourceOpened;
import io.vmto.contract.transfer.TransferEvent.RollbackFinished;
import io.vmto.contract.transfer.TransferEvent.StepFailed;
import io.vmto.contract.transfer.TransferEvent.StepResumed;
import io.vmto.contract.transfer.TransferEvent.StepRetrying;
import io.vmto.contract.transfer.TransferEvent.StepStarted;
import io.vmto.contract.transfer.TransferEvent.StepSucceeded;
import io.vmto.contract.transfer.TransferEvent.StepSuspended;
import io.vmto.contract.transfer.TransferEvent.TransferBegan;
import io.vmto.contract.transfer.TransferEvent.TransferResumed;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.StepView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobFoldTest {
  private static final JobId JOB = new JobId("j");
  private static final TransferId T = TransferId.of(JOB);

  @Test
  void aCreatedJobShowsItsPlanAndItsDisks() {
    var view = fold();

    assertThat(view.name()).isEqualTo("web-07");
    assertThat(view.status()).isEqualTo(JobStatus.CREATED);
    assertThat(view.steps())
        .extracting(StepView::kind)
        .containsExactly(
            "ReserveVm", "CopyDisk", "CopyDisk", "ImportVm", "Verify", "StartVm", "Release");
    assertThat(view.steps().get(1).bytes()).isEqualTo(67_108_864);
    assertThat(view.disks()).extracting(JobView.DiskView::key).containsExactly("2000", "2001");
    assertThat(view.disks()).extracting(JobView.DiskView::grade).containsOnly(Grade.NONE);
    assertThat(view.events()).isEqualTo(1);
  }

  @Test
  void anEventOfAnUnknownJobMakesNoView() {
    assertThat(JobFold.evolve(null, new JobRunning(JOB, at(1)))).isNull();
  }

  @Test
  void limitsAreTheUsualUntilTheyAreChanged() {
    assertThat(fold().limits()).isEqualTo(new Limits(0, 2));
    assertThat(fold(new JobLimitsChanged(JOB, new Limits(7, 3), at(2))).limits())
        .isEqualTo(new Limits(7, 3));
  }

  @Test
  void aStepThatWaitsForItsRetrySaysWhenAndWhy() {
    var step = fold(started(1, 1, 10), retrying(1, 20)).steps().get(1);

    assertThat(step.status()).isEqualTo(StepStatus.RETRYING);
    assertThat(step.retryAt()).isEqualTo(at(50));
    assertThat(step.failure()).isEqualTo(FAILURE);
  }

  @Test
  void aRetriedStepCountsFromItsFirstAttempt() {
    var step = fold(started(1, 1, 10), retrying(1, 20), started(1, 2, 50)).steps().get(1);

    assertThat(step.status()).isEqualTo(StepStatus.RUNNING);
    assertThat(step.attempts()).isEqualTo(2);
    assertThat(step.startedAt()).isEqualTo(at(10));
    assertThat(step.failure()).isNull();
    assertThat(step.retryAt()).isNull();
  }

  @Test
  void aResumedStepSaysFromWhere() {
    var report = new StepReport(3, 2, 1, Map.of("crc", "ok"));
    var step =
        fold(
                started(1, 1, 10),
                new StepResumed(T, JOB, 1, 4096, at(11)),
                new StepSucceeded(T, JOB, 1, report, at(30)))
            .steps()
            .get(1);

    assertThat(step.report())
        .isEqualTo(new StepReport(3, 2, 1, Map.of("crc", "ok", "resumedFrom", "4096")));
    assertThat(step.endedAt()).isEqualTo(at(30));
  }

  @Test
  void aSuspendedStepWaitsWithItsBeginning() {
    var step = fold(started(1, 1, 10), new StepSuspended(T, JOB, 1, at(20))).steps().get(1);

    assertThat(step.status()).isEqualTo(StepStatus.PENDING);
    assertThat(step.startedAt()).isEqualTo(at(10));
  }

  @Test
  void aFailedJobStillShowsWhichStepFailed() {
    var view =
        fold(
            started(0, 1, 5),
            succeeded(0, 9),
            started(1, 1, 10),
            new StepFailed(T, JOB, 1, FAILURE, at(20)),
            new RollbackFinished(T, JOB, 0, at(21)),
            new JobFailed(JOB, FAILURE, List.of(), at(22)));

    assertThat(view.status()).isEqualTo(JobStatus.FAILED);
    assertThat(view.failure()).isEqualTo(FAILURE);
    assertThat(view.endedAt()).isEqualTo(at(22));
    assertThat(statuses(view)).startsWith(StepStatus.SUCCEEDED, StepStatus.FAILED);
    assertThat(view.steps().get(1).failure()).isEqualTo(FAILURE);
  }

  @Test
  void aRetriedJobForgetsItsEndAndBeginsAgain() {
    var view =
        fold(
            started(0, 1, 5),
            succeeded(0, 9),
            started(1, 1, 10),
            new StepFailed(T, JOB, 1, FAILURE, at(20)),
            new JobFailed(JOB, FAILURE, List.of(), at(22)),
            new JobQueued(JOB, fold().request().source(), at(30)),
            new TransferBegan(T, JOB, at(31)),
            new JobRunning(JOB, at(32)),
            started(0, 1, 33));

    assertThat(view.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(view.failure()).isNull();
    assertThat(view.endedAt()).isNull();
    assertThat(view.steps().get(0).startedAt()).isEqualTo(at(33));
    assertThat(statuses(view).subList(1, 7)).containsOnly(StepStatus.PENDING);
  }

  @Test
  void resumingFromAStepMakesItAndLaterOnesNew() {
    var view =
        fold(
            started(0, 1, 1),
            succeeded(0, 2),
            started(1, 1, 3),
            succeeded(1, 4),
            new TransferResumed(T, JOB, 1, at(5)));

    assertThat(statuses(view)).startsWith(StepStatus.SUCCEEDED, StepStatus.PENDING);
    assertThat(view.steps().get(1).attempts()).isZero();
  }

  @Test
  void evidenceRaisesTheGradeOfItsDiskOnly() {
    var view = fold(proofs("2000"));

    assertThat(view.disks().get(0).grade()).isEqualTo(Grade.PROVEN);
    assertThat(view.disks().get(1).grade()).isEqualTo(Grade.NONE);
  }

  @Test
  void whatWasRolledBackProvesNothingButCanStillBeRead() {
    var verifyUndone = fold(concat(proofs("2000"), new RollbackFinished(T, JOB, 4, at(9))));
    assertThat(verifyUndone.disks().get(0).grade()).isEqualTo(Grade.COPIED);
    assertThat(verifyUndone.disks().get(0).evidence()).hasSize(4);

    var copyUndone = fold(concat(proofs("2000"), new RollbackFinished(T, JOB, 0, at(9))));
    assertThat(copyUndone.disks().get(0).grade()).isEqualTo(Grade.NONE);
    assertThat(copyUndone.disks().get(0).evidence()).hasSize(4);
  }

  @Test
  void withoutAHostsDigestACopyCountsOnceTheSourceWasReadAgainAlike() {
    assertThat(grade(Kind.STREAM_ROOT)).isEqualTo(Grade.NONE);
    assertThat(grade(Kind.STREAM_ROOT, Kind.TARGET_REREAD)).isEqualTo(Grade.NONE);
    assertThat(grade(Kind.STREAM_ROOT, Kind.SOURCE_REREAD)).isEqualTo(Grade.COPIED);
    assertThat(grade(Kind.STREAM_ROOT, Kind.SOURCE_REREAD, Kind.UPLOAD_CHECKSUM, Kind.IMPORT))
        .isEqualTo(Grade.DELIVERED);
    assertThat(grade(Kind.STREAM_ROOT, Kind.SOURCE_REREAD, Kind.TARGET_REREAD))
        .isEqualTo(Grade.PROVEN);

    var other = new EvidenceRecorded(T, JOB, evidence("2000", Kind.SOURCE_REREAD, "other"), at(8));
    assertThat(fold(concat(proofs("2000", Kind.STREAM_ROOT), other)).disks().get(0).grade())
        .isEqualTo(Grade.NONE);
  }

  private static Grade grade(Kind... kinds) {
    return fold(proofs("2000", kinds)).disks().get(0).grade();
  }

  @Test
  void whatIsDoneAgainMustBeProvenAgain() {
    var boot = new BootObserved(T, JOB, new Boot(2, "login:"), at(8));
    var fromVerify = fold(concat(proofs("2000"), boot, new TransferResumed(T, JOB, 4, at(9))));
    assertThat(fromVerify.disks().get(0).evidence())
        .extracting(Evidence::kind)
        .containsExactly(Kind.STREAM_ROOT, Kind.WIRE_DIGEST);
    assertThat(fromVerify.boot()).isEqualTo(Boot.NOT_CHECKED);

    var fromTheStart = fold(concat(proofs("2000"), new TransferBegan(T, JOB, at(9))));
    assertThat(fromTheStart.disks().get(0).evidence()).isEmpty();
  }

  @Test
  void theLedgerOpensAndCloses() {
    var vm = resource(Resource.Kind.TARGET_VM, "vm-100", 0, "");
    var intended = new ResourceIntended(T, JOB, vm, at(1));
    var opened = new ResourceOpened(T, JOB, "vm-100", "100", at(2));

    assertThat(fold(intended).open()).containsExactly(new JobView.OpenResource(vm, "", at(1)));
    assertThat(fold(intended, opened).open())
        .containsExactly(new JobView.OpenResource(vm, "100", at(1)));
    assertThat(
            fold(intended, opened, new ResourceClosed(T, JOB, "vm-100", "deleted", at(3))).open())
        .isEmpty();
  }

  @Test
  void whatCouldNotBeClosedStaysOpenAndIsListedUntilItIs() {
    var vm = resource(Resource.Kind.TARGET_VM, "vm-100", 0, "");
    var left =
        fold(
            new ResourceIntended(T, JOB, vm, at(1)),
            new ResourceOpened(T, JOB, "vm-100", "100", at(2)),
            new ResourceLeft(T, JOB, "vm-100", FAILURE, at(3)));
    assertThat(left.open()).hasSize(1);
    assertThat(left.leftovers())
        .singleElement()
        .satisfies(l -> assertThat(l.remoteId()).isEqualTo("100"));

    var closed = JobFold.evolve(left, new ResourceClosed(T, JOB, "vm-100", "deleted", at(4)));
    assertThat(closed.open()).isEmpty();
    assertThat(closed.leftovers()).isEmpty();
  }

  private static JobView fold(Event... events) {
    var view = JobFold.evolve(null, Examples.created(JOB, "", 0));
    for (var event : events) {
      view = JobFold.evolve(view, event);
    }
    return view;
  }

  private static Event[] proofs(String disk) {
    return proofs(disk, Kind.STREAM_ROOT, Kind.WIRE_DIGEST, Kind.SOURCE_REREAD, Kind.TARGET_REREAD);
  }

  private static Event[] proofs(String disk, Kind... kinds) {
    return Stream.of(kinds)
        .map(k -> new EvidenceRecorded(T, JOB, evidence(disk, k, "root"), at(7)))
        .toArray(Event[]::new);
  }

  private static Event[] concat(Event[] first, Event... then) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(then));
    return all.toArray(Event[]::new);
  }

  private static Event started(int step, int attempt, int second) {
    return new StepStarted(T, JOB, step, attempt, at(second));
  }

  private static Event succeeded(int step, int second) {
    return new StepSucceeded(T, JOB, step, StepReport.NOTHING, at(second));
  }

  private static Event retrying(int step, int second) {
    return new StepRetrying(T, JOB, step, FAILURE, at(50), at(second));
  }

  private static List<StepStatus> statuses(JobView view) {
    return view.steps().stream().map(StepView::status).toList();
  }
}
