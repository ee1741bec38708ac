package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Finding;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.PassView;
import io.vmto.standalone.demo.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine that writes all the time is moved while it runs. */
@Timeout(240)
class WarmJourneyIT {
  private static final int SIZE = 48 << 20;
  private static final int SYNC = 3;
  private static final long SLOW = 6 << 20;

  private static Site site;
  private static List<Path> disks = List.of();
  private static int machines;
  private String machine = "";
  private Leftovers before;

  @BeforeAll
  static void open() throws Exception {
    site = Site.shared();
    site.quicken();
    disks = List.of(site.raw(SIZE, SIZE / 2, 1), site.raw(SIZE, SIZE / 2, 2));
  }

  @BeforeEach
  void remember() {
    machine = "writer-" + ++machines;
    site.register(machine, true, disks);
    site.write(machine);
    before = Leftovers.now(site.sandbox);
  }

  private JobId start(String road) {
    var request = site.request(road, "AUTO", false);
    request.put("source", Map.of("connection", site.source(), "machine", machine));
    request.put("warm", Map.of("intervalSeconds", 1));
    return site.start(request);
  }

  @Test
  void aMachineThatWritesAllTheTimeIsKeptInStepAndCutOverWhenSomebodySaysSo() throws Exception {
    var id = start("SHARED");
    site.await(
        id,
        "has made three passes",
        j -> j.passes().stream().filter(p -> p.state() == PassView.State.DONE).count() >= 3);
    assertThat(site.job(id).downSince()).as("nobody has approved").isNull();

    site.order(id, "cutover");
    var job = site.awaitEnd(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks())
        .extracting(JobView.DiskView::grade)
        .containsExactly(Grade.PROVEN, Grade.PROVEN);
    assertThat(job.steps()).allSatisfy(s -> assertThat(s.status()).isEqualTo(StepStatus.SUCCEEDED));
    assertThat(job.steps().get(SYNC).kind()).isEqualTo("SyncUntilCutover");
    var deltas = job.passes().subList(1, job.passes().size());
    assertThat(deltas).allSatisfy(p -> assertThat(p.changed()).isBetween(1L, 2L * SIZE - 1));
    assertThat(job.downSince()).isNotNull();
    for (int disk = 0; disk < 2; disk++) {
      assertThat(Files.mismatch(site.file(machine, disk), target(disk)))
          .as("disk %s", disk)
          .isEqualTo(-1);
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  private static StepStatus sync(JobView job) {
    return job.steps().get(SYNC).status();
  }

  @Test
  void aPauseLeavesNoSnapshotAndASourceThatRunsAgainIsKeptInStepAgain() throws Exception {
    var id = start("SHARED");
    site.limit(id, SLOW);
    site.await(id, "makes its first pass", j -> !j.passes().isEmpty());
    site.order(id, "pause");
    site.await(id, "rests", j -> j.status() == JobStatus.PAUSED);
    assertThat(snapshots()).isEmpty();
    site.limit(id, 0);
    site.order(id, "resume");
    site.await(id, "is in step", j -> sync(j) == StepStatus.WAITING);

    site.limit(id, SLOW);
    site.order(id, "cutover");
    site.await(id, "is cut over", j -> j.steps().get(SYNC + 1).status() == StepStatus.SUCCEEDED);
    site.order(id, "pause");
    site.await(id, "rests again", j -> j.status() == JobStatus.PAUSED);
    site.sandbox.act("vcenter", "power", Map.of("machine", machine, "state", "poweredOn"));
    site.write(machine);
    site.limit(id, 0);
    site.order(id, "resume");
    var again = site.await(id, "is in step again", j -> sync(j) == StepStatus.WAITING);
    assertThat(again.downSince()).isNull();

    site.order(id, "cutover");
    var job = site.awaitEnd(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    for (int disk = 0; disk < 2; disk++) {
      assertThat(Files.mismatch(site.file(machine, disk), target(disk)))
          .as("disk %s", disk)
          .isEqualTo(-1);
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  @Test
  void aDatastoreThatRunsFullEndsThePassBeforeItsSnapshotFillsIt() throws Exception {
    var id = start("SHARED");
    site.limit(id, SLOW);
    site.await(id, "makes its first pass", j -> !j.passes().isEmpty());
    site.sandbox.act("vcenter", "settings", Map.of("freeBytes", 1 << 20));
    var held = site.await(id, "is held", JobView::held);
    site.sandbox.act("vcenter", "settings", Map.of("freeBytes", 1L << 40));
    assertThat(held.failure()).extracting(Failure::code).isEqualTo(ErrorCode.SOURCE_SPACE_LOW);
    assertThat(snapshots()).isEmpty();

    site.order(id, "cancel");
    assertThat(site.awaitEnd(id).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(before.since(site.sandbox, false)).isEmpty();
  }

  @Test
  void onTheUploadRoadItIsKeptInStepInAFileAndImportedWhileItIsDown() throws Exception {
    var id = start("UPLOAD");
    site.await(id, "has made two passes", j -> j.passes().size() > 2);
    site.order(id, "cutover");
    var job = site.awaitEnd(id);

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.findings()).extracting(Finding::rule).contains("import-is-downtime");
    assertThat(job.disks())
        .extracting(JobView.DiskView::grade)
        .containsExactly(Grade.DELIVERED, Grade.DELIVERED);
    for (int disk = 0; disk < 2; disk++) {
      var imported = target("vm-\\d+-disk-" + disk + "\\.qcow2");
      var compare =
          List.of("qemu-img", "compare", site.file(machine, disk).toString(), imported.toString());
      assertThat(new ProcessBuilder(compare).start().waitFor()).as("disk %s", disk).isZero();
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  private static List<String> snapshots() {
    var names = new ArrayList<String>();
    for (var candidate : site.sandbox.state().path("vcenter").path("machines")) {
      candidate.path("snapshots").forEach(s -> names.add(s.path("name").asString()));
    }
    return names;
  }

  private static Path target(int disk) throws IOException {
    return target("vm-\\d+-disk-" + disk + "\\.raw");
  }

  /** The file made last with such a name. */
  private static Path target(String name) throws IOException {
    try (var files = Files.walk(site.folder.resolve("sandbox"))) {
      return files
          .filter(f -> f.getFileName().toString().matches(name))
          .max((one, other) -> modified(one).compareTo(modified(other)))
          .orElseThrow();
    }
  }

  private static java.nio.file.attribute.FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
