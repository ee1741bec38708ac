package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.PassView;
import io.vmto.standalone.demo.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Machines whose disks go into the node's own storage, over NBD inside SSH. */
@Timeout(300)
class NodeJourneyIT {
  private static final int SIZE = 48 << 20;
  private static final long LIMIT = 4 << 20;
  private static final String WARM = "node-writer";
  private static final String COLD = "node-still";

  @TempDir static Path folder;
  private static Site site;
  private Leftovers before;

  @BeforeAll
  static void open() throws Exception {
    site = new Site(folder);
    site.giveSsh();
    register(COLD, "poweredOff", List.of(disk(1)));
    register(WARM, "poweredOn", List.of(disk(2), disk(3)));
    site.sandbox.act(
        "vcenter",
        "guest",
        Map.of(
            "machine",
            WARM,
            "habit",
            Map.of("bytesPerSecond", 1 << 20, "bytes", 4096, "span", 8 << 20, "seed", 9)));
  }

  @AfterAll
  static void close() throws Exception {
    site.close();
  }

  @BeforeEach
  void remember() {
    before = Leftovers.now(site.sandbox);
  }

  private static void register(String machine, String power, List<?> disks) {
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
            power,
            "disks",
            disks,
            "nics",
            List.of(Map.of("model", "vmxnet3", "network", "VM Network"))));
  }

  private static Map<String, Object> disk(int seed) throws IOException {
    var bytes = new byte[SIZE];
    var half = new byte[SIZE / 2];
    new Random(seed).nextBytes(half);
    System.arraycopy(half, 0, bytes, SIZE / 4, half.length);
    var raw = Files.write(folder.resolve("node-" + seed + ".raw"), bytes);
    return Map.of("raw", raw.toString(), "controller", "pvscsi");
  }

  private static JobId start(String machine, String road, Map<String, Object> more) {
    var request = site.request("NODE", "AUTO", false);
    request.put("road", road);
    request.put("source", Map.of("connection", site.source(), "machine", machine));
    request.putAll(more);
    try (var api = site.server.api()) {
      var created = api.post("/jobs", request);
      var job = new JobId(created.path("id").asString());
      api.post("/jobs/" + job + "/start", Map.of("planHash", created.path("planHash").asString()));
      return job;
    }
  }

  private static void awaitExport() {
    Wait.until("the node serves a volume", Duration.ofSeconds(60), site::exports);
  }

  @Test
  void aColdCopyOutlivesTheServersDeathAndIsProvenFromTheNodesStorage() throws Exception {
    var id = start(COLD, "AUTO", Map.of("limits", Map.of("bytesPerSecond", LIMIT)));
    awaitExport();

    site.server.kill();
    Wait.until("nothing is served any more", Duration.ofSeconds(30), () -> !site.exports());
    site.server.start();
    try (var api = site.server.api()) {
      api.patch("/jobs/" + id + "/limits", Map.of("bytesPerSecond", 0));
    }
    var job = site.awaitEnd(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
    assertThat(job.disks().getFirst().evidence())
        .anySatisfy(
            e -> {
              assertThat(e.kind()).isEqualTo(Evidence.Kind.TARGET_REREAD);
              assertThat(e.by()).isEqualTo("nbd-over-ssh");
            });
    assertThat(Files.mismatch(source(COLD, 0), target(0))).isEqualTo(-1);
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  @Test
  void aCancelledCopyLeavesNothingOnTheNode() {
    var id = start(COLD, "NODE", Map.of("limits", Map.of("bytesPerSecond", LIMIT)));
    awaitExport();

    site.order(id, "cancel");
    var job = site.awaitEnd(id);
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.open()).isEmpty();
    assertThat(before.since(site.sandbox, false)).isEmpty();
  }

  @Test
  void aMachineIsKeptInStepOnTheNodeAndCutOver() throws Exception {
    var id = start(WARM, "NODE", Map.of("warm", Map.of("intervalSeconds", 1)));
    site.await(
        id,
        "has made three passes",
        j -> j.passes().stream().filter(p -> p.state() == PassView.State.DONE).count() >= 3);
    site.order(id, "cutover");
    var job = site.awaitEnd(id);

    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks())
        .extracting(JobView.DiskView::grade)
        .containsExactly(Grade.PROVEN, Grade.PROVEN);
    for (int disk = 0; disk < 2; disk++) {
      assertThat(Files.mismatch(source(WARM, disk), target(disk)))
          .as("disk %s", disk)
          .isEqualTo(-1);
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  private static Path source(String name, int disk) {
    for (var machine : site.sandbox.state().path("vcenter").path("machines")) {
      if (machine.path("name").asString().equals(name)) {
        return Path.of(machine.path("disks").path(disk).path("file").asString());
      }
    }
    throw new AssertionError("no " + name);
  }

  /** Of the machine that was made last. */
  private static Path target(int disk) {
    var storage = folder.resolve("sandbox/pve/storage/thin");
    var ids = new TreeSet<Integer>();
    site.sandbox
        .state()
        .path("pve")
        .path("machines")
        .properties()
        .forEach(
            m -> {
              if (Files.exists(storage.resolve("vm-" + m.getKey() + "-disk-" + disk))) {
                ids.add(Integer.valueOf(m.getKey()));
              }
            });
    return storage.resolve("vm-" + ids.last() + "-disk-" + disk);
  }
}
