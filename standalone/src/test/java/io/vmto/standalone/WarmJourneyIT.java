package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
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
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine that writes all the time is moved while it runs. */
@Timeout(240)
class WarmJourneyIT {
  private static final int SIZE = 48 << 20;
  private static final int SYNC = 3;
  private static final long SLOW = 6 << 20;

  @TempDir static Path folder;
  private static Site site;
  private static int machines;
  private String machine = "";
  private Leftovers before;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @BeforeEach
  void remember() throws IOException {
    machine = "writer-" + ++machines;
    site.sandbox.act(
        "vcenter",
        "register",
        Map.of(
            "name",
            machine,
            "memoryMiB",
            128,
            "cpus",
            1,
            "power",
            "poweredOn",
            "disks",
            List.of(disk(1), disk(2)),
            "nics",
            List.of(Map.of("model", "vmxnet3", "network", "VM Network"))));
    write();
    before = Leftovers.now(site.sandbox);
  }

  private static Map<String, Object> disk(int seed) throws IOException {
    var bytes = new byte[SIZE];
    var half = new byte[SIZE / 2];
    new Random(seed).nextBytes(half);
    System.arraycopy(half, 0, bytes, SIZE / 4, half.length);
    var raw = Files.write(folder.resolve("warm-" + seed + ".raw"), bytes);
    return Map.of("raw", raw.toString(), "controller", "pvscsi");
  }

  /** The guest runs and writes all the time. */
  private void write() {
    site.sandbox.act(
        "vcenter",
        "guest",
        Map.of(
            "machine",
            machine,
            "habit",
            Map.of("bytesPerSecond", 1 << 20, "bytes", 4096, "span", 8 << 20, "seed", 9)));
  }

  private JobId start(int interval) {
    var request = site.request("SHARED", "AUTO", false);
    request.put("source", Map.of("connection", site.source(), "machine", machine));
    request.put("warm", Map.of("intervalSeconds", interval));
    return site.start(request);
  }

  @Test
  void aMachineThatWritesAllTheTimeIsKeptInStepAndCutOverWhenSomebodySaysSo() throws Exception {
    var id = start(1);
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
      assertThat(Files.mismatch(source(disk), target(disk))).as("disk %s", disk).isEqualTo(-1);
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  private static void limit(JobId job, long bytesPerSecond) {
    try (var api = site.server.api()) {
      api.patch("/jobs/" + job + "/limits", Map.of("bytesPerSecond", bytesPerSecond));
    }
  }

  private static StepStatus sync(JobView job) {
    return job.steps().get(SYNC).status();
  }

  @Test
  void aPauseLeavesNoSnapshotAndASourceThatRunsAgainIsKeptInStepAgain() throws Exception {
    var id = start(1);
    limit(id, SLOW);
    site.await(id, "makes its first pass", j -> !j.passes().isEmpty());
    site.order(id, "pause");
    site.await(id, "rests", j -> j.status() == JobStatus.PAUSED);
    assertThat(snapshots()).isEmpty();
    limit(id, 0);
    site.order(id, "resume");
    site.await(id, "is in step", j -> sync(j) == StepStatus.WAITING);

    limit(id, SLOW);
    site.order(id, "cutover");
    site.await(id, "is cut over", j -> j.steps().get(SYNC + 1).status() == StepStatus.SUCCEEDED);
    site.order(id, "pause");
    site.await(id, "rests again", j -> j.status() == JobStatus.PAUSED);
    site.sandbox.act("vcenter", "power", Map.of("machine", machine, "state", "poweredOn"));
    write();
    limit(id, 0);
    site.order(id, "resume");
    var again = site.await(id, "is in step again", j -> sync(j) == StepStatus.WAITING);
    assertThat(again.downSince()).isNull();

    site.order(id, "cutover");
    var job = site.awaitEnd(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    for (int disk = 0; disk < 2; disk++) {
      assertThat(Files.mismatch(source(disk), target(disk))).as("disk %s", disk).isEqualTo(-1);
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  @Test
  void aDatastoreThatRunsFullEndsThePassBeforeItsSnapshotFillsIt() throws Exception {
    var id = start(1);
    limit(id, SLOW);
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

  private static List<String> snapshots() {
    var names = new ArrayList<String>();
    for (var candidate : site.sandbox.state().path("vcenter").path("machines")) {
      candidate.path("snapshots").forEach(s -> names.add(s.path("name").asString()));
    }
    return names;
  }

  private Path source(int disk) {
    for (var candidate : site.sandbox.state().path("vcenter").path("machines")) {
      if (candidate.path("name").asString().equals(machine)) {
        return Path.of(candidate.path("disks").path(disk).path("file").asString());
      }
    }
    throw new AssertionError("no " + machine);
  }

  private static Path target(int disk) throws IOException {
    try (var files = Files.walk(folder.resolve("sandbox"))) {
      return files
          .filter(f -> f.getFileName().toString().matches("vm-\\d+-disk-" + disk + "\\.raw"))
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
