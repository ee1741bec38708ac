package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.JobView;
import io.vmto.standalone.cli.ApiProblem;
import io.vmto.standalone.demo.Leftovers;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged server moves a machine from sandbox to sandbox, on good days and bad ones. */
@Timeout(240)
class JourneyIT {
  private static Site site;
  private Leftovers before;

  @BeforeAll
  static void open() throws Exception {
    site = Site.shared();
  }

  @AfterAll
  static void findNoSecret() throws Exception {
    var log = site.server.log();
    assertThat(log)
        .doesNotContain(site.sandbox.access("vcenter").path("password").asString())
        .doesNotContain(site.sandbox.access("pve").path("secret").asString());
  }

  @BeforeEach
  void remember() {
    before = Leftovers.now(site.sandbox);
  }

  @AfterEach
  void noFaultsStay() {
    site.sandbox.clearFaults();
  }

  @Test
  void aMachineIsMovedProvenAndBooted() throws Exception {
    var id = site.start("SHARED", true);
    var job = site.awaitEnd(id);

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
    assertThat(methods(job))
        .containsEntry(Evidence.Kind.STREAM_ROOT, "https-range")
        .containsEntry(Evidence.Kind.SOURCE_REREAD, "https-range as the copy")
        .doesNotContainKey(Evidence.Kind.WIRE_DIGEST);
    assertThat(copied(job).report().read()).isEqualTo(job.disks().getFirst().bytes());
    assertThat(job.boot().level()).isEqualTo(2);
    assertThat(job.boot().line()).contains(site.guest.sha256());
    assertThat(job.open()).isEmpty();
    assertThat(before.since(site.sandbox, true)).isEmpty();
    assertThat(site.eventTypes(id))
        .startsWith("job.created/1")
        .containsSubsequence(
            "transfer.began/1",
            "transfer.evidence-recorded/1",
            "transfer.boot-observed/1",
            "transfer.ended/1",
            "job.succeeded/1");
  }

  @Test
  void aMachineThatIsToBeExportedIsComparedWithTheHostsDigest() {
    var job = site.awaitEnd(site.start("SHARED", "NFC", false));

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
    assertThat(methods(job))
        .containsEntry(Evidence.Kind.STREAM_ROOT, "nfc-stream")
        .containsEntry(Evidence.Kind.WIRE_DIGEST, "SHA-1")
        .containsEntry(Evidence.Kind.SOURCE_REREAD, "https-range");
    assertThat(copied(job).report().read()).isLessThan(job.disks().getFirst().bytes());
  }

  private static Map<Evidence.Kind, String> methods(JobView job) {
    return job.disks().getFirst().evidence().stream()
        .collect(Collectors.toMap(Evidence::kind, Evidence::by));
  }

  private static JobView.StepView copied(JobView job) {
    return job.steps().get(1);
  }

  @Test
  void theUploadRoadEndsDelivered() {
    var job = site.awaitEnd(site.start("UPLOAD", true));

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.DELIVERED);
    assertThat(job.boot().level()).isEqualTo(2);
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  @Test
  void anImportThatEndsInWarningsIsNotCalledDelivered() {
    site.fault("pve.task-warnings", "fail", 0, 0);
    var job = site.awaitEnd(site.start("UPLOAD", false));

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.COPIED);
  }

  @ParameterizedTest(name = "{0} {1} → {4}")
  @CsvSource({
    "nfc.stream,            truncate, 4194304, 0, EXPORT_TRUNCATED, SHARED, NFC",
    "folder.read,           refuse,   0,       0, DISK_LOCKED,      SHARED, AUTO",
    "folder.read,           lie,      0,       0, DISK_UNREADABLE,  UPLOAD, RANGE",
    "pve.flip-target-byte,  flip,     0,       0, ROOT_MISMATCH,    SHARED, AUTO",
    "pve.disk-full,         full,     0,       0, TARGET_FULL,      UPLOAD, AUTO",
    "pve.spool-full,        full,     0,       0, SPOOL_FULL,       UPLOAD, NFC",
    "pve.start-fails,       fail,     0,       0, UPSTREAM_FAILED,  SHARED, AUTO",
  })
  void whatCannotBeMendedFailsWithItsCodeAndLeavesNothing(
      String point,
      String action,
      long after,
      int times,
      ErrorCode code,
      String road,
      String read) {
    site.fault(point, action, after, times);
    var job = site.awaitEnd(site.start(road, read, point.contains("start")));

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(Objects.requireNonNull(job.failure()).code())
        .as("%s", job.failure())
        .isEqualTo(code);
    assertThat(job.failure().remedy()).isNotBlank();
    if (point.equals("folder.read")) {
      assertThat(job.failure().remedy()).contains("--read nfc");
    }
    assertThat(job.open()).isEmpty();
    assertThat(job.leftovers()).isEmpty();
    assertThat(before.since(site.sandbox, false)).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1} once")
  @CsvSource({
    "nfc.stream,      cut,  0, 4194304, NFC",
    "nfc.stream,      flip, 0, 4194304, NFC",
    "folder.read,     cut,  3, 1048576, RANGE",
    "pve.vmid-taken,  taken, 0, 0, AUTO",
    "pve.lock-timeout, refuse, 0, 0, AUTO",
  })
  void whatPassesIsOvercome(String point, String action, int skip, long after, String read) {
    site.fault(point, action, skip, after, 1);
    var job = site.awaitEnd(site.start("SHARED", read, false));

    assertFaultHasStruck();
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
  }

  /** A counted rule is gone once it has bitten; one that never did would prove nothing. */
  private static void assertFaultHasStruck() {
    assertThat(site.sandbox.state().path("faults")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"NFC, nfc.stream", "RANGE, folder.read"})
  void killedInTheMiddleOfACopyItGoesOnAndProves(String read, String throttled) throws Exception {
    var job = interrupted(read, throttled, site.server::kill);
    assertThat(copied(job).attempts()).isGreaterThan(1);
  }

  @Test
  void toldToStopItDrainsToACheckpointAndReadsOnlyTheRestLater() throws Exception {
    var job = interrupted("RANGE", "folder.read", site.server::terminate);
    assertThat(copied(job).report().read()).isPositive().isLessThan(job.disks().getFirst().bytes());
    assertThat(site.server.log()).contains("Stopping: running steps go to their next checkpoint.");
  }

  private interface Interruption {
    void happens() throws Exception;
  }

  private JobView interrupted(String read, String throttled, Interruption interruption)
      throws Exception {
    site.fault(throttled, "throttle", 1 << 20, 0);
    var id = site.start("SHARED", read, false);
    Wait.until(
        "something was copied",
        java.time.Duration.ofSeconds(60),
        () -> {
          try (var api = site.server.api()) {
            // No more than that: what is in flight will be finished, and some must be left to read.
            return api.get("/jobs/" + id + "/samples")
                .path("samples")
                .valueStream()
                .anyMatch(sample -> sample.path("done").asLong() > 0);
          }
        });
    interruption.happens();
    site.sandbox.clearFaults();
    site.server.start();
    var job = site.awaitEnd(id);

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
    assertThat(before.since(site.sandbox, true)).isEmpty();
    return job;
  }

  @Test
  void aPausedCopyGoesOnAndACancelledOneLeavesNothing() {
    site.fault("folder.read", "throttle", 1 << 20, 0);
    var id = site.start("SHARED", "RANGE", false);
    site.await(id, "is copying", j -> j.steps().get(1).status() == StepStatus.RUNNING);
    Wait.until("a checkpoint was made", java.time.Duration.ofMinutes(1), () -> durable(id) > 0);
    site.order(id, "pause");
    var paused = site.await(id, "is paused", j -> j.status() == JobStatus.PAUSED);
    assertThat(durable(id)).isPositive().isLessThan(paused.disks().getFirst().bytes());
    site.order(id, "resume");
    site.await(id, "runs again", j -> j.steps().get(1).status() == StepStatus.RUNNING);
    site.order(id, "cancel");
    var job = site.awaitEnd(id);

    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.open()).isEmpty();
    assertThat(before.since(site.sandbox, false)).isEmpty();
    assertThat(durable(id)).as("nothing is noted any more").isZero();
  }

  /** Bytes of the disk that its extent map tells are durable. */
  private static long durable(JobId id) {
    try (var api = site.server.api()) {
      return api.get("/jobs/" + id + "/disks/2000/extents").path("durable").asLong();
    }
  }

  @Test
  void aFailedJobCanBeRetriedAndFinish() {
    site.fault("nfc.stream", "truncate", 4 << 20, 3);
    var id = site.start("SHARED", "NFC", false);
    assertThat(site.awaitEnd(id).status()).isEqualTo(JobStatus.FAILED);
    assertFaultHasStruck();

    site.order(id, "retry");
    var job = site.await(id, "succeeds", j -> j.status() == JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
  }

  @Test
  void aWrongPasswordBreaksTheConnectionAndSaysSo() {
    var wrong = site.sandbox.connection("vcenter");
    wrong.put("name", "wrong-password");
    wrong.put("secret", "canary-9");
    var id = site.createConnection(wrong);
    var broken = site.awaitConnection(id, ConnectionStatus.BROKEN);

    assertThat(Objects.requireNonNull(broken.failure()).code()).isEqualTo(ErrorCode.LOGIN_REFUSED);
    assertThat(broken.toString()).doesNotContain("canary-9");
  }

  @Test
  void whatMakesNoSenseIsRefusedAtTheDoor() {
    try (var api = site.server.api()) {
      refused(ErrorCode.UNKNOWN_JOB, () -> api.get("/jobs/nobody"));
      var unknown = site.request("SHARED", "AUTO", false);
      unknown.put("source", Map.of("connection", "vcenter", "machine", "no-such-machine"));
      refused(ErrorCode.UNKNOWN_MACHINE, () -> api.post("/jobs", unknown));
      var unmapped = site.request("SHARED", "AUTO", false);
      unmapped.put("networks", Map.of());
      refused(ErrorCode.PREFLIGHT_BLOCKED, () -> api.post("/jobs", unmapped));
      refused(ErrorCode.REQUEST_INVALID, () -> api.post("/jobs", Map.of("nonsense", 1)));
      var created = api.post("/jobs", site.request("SHARED", "AUTO", false));
      var id = created.path("id").asString();
      refused(ErrorCode.ILLEGAL_STATE, () -> api.post("/jobs/" + id + "/resume", Map.of()));
      refused(
          ErrorCode.PLAN_CHANGED,
          () -> api.post("/jobs/" + id + "/start", Map.of("planHash", "0".repeat(64))));
    }
  }

  @Test
  void noSecretStandsInAnyAnswer() throws Exception {
    var said = new ArrayList<String>();
    try (var api = site.server.api()) {
      for (var path : new String[] {"/connections", "/jobs", "/open-resources", "/system"}) {
        said.add(api.get(path).toString());
      }
      try (var lines = api.lines("/events", 0)) {
        lines.takeWhile(line -> !line.matches(":\\s*heartbeat")).limit(20_000).forEach(said::add);
      }
    }
    assertThat(String.join("\n", said))
        .contains("connection.created/1")
        .doesNotContain(site.sandbox.access("vcenter").path("password").asString())
        .doesNotContain(site.sandbox.access("pve").path("secret").asString());
  }

  private static void refused(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiProblem.class, p -> assertThat(p.failure().code()).isEqualTo(code));
  }
}
