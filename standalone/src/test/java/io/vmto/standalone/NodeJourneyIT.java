package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.JobView.PassView;
import io.vmto.standalone.demo.Leftovers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines whose disks go into the node's own storage, over NBD inside SSH. */
@Timeout(300)
class NodeJourneyIT {
  private static final int SIZE = 48 << 20;
  private static final long LIMIT = 4 << 20;
  private static final String WARM = "node-writer";
  private static final String COLD = "node-still";

  private static Site site;
  private Leftovers before;

  @BeforeAll
  static void open() throws Exception {
    site = Site.shared();
    site.giveSsh();
    site.quicken();
    site.register(COLD, false, List.of(site.raw(SIZE, SIZE / 2, 1)));
    site.register(WARM, true, List.of(site.raw(SIZE, SIZE / 2, 2), site.raw(SIZE, SIZE / 2, 3)));
    site.write(WARM);
  }

  @BeforeEach
  void remember() {
    before = Leftovers.now(site.sandbox);
  }

  private static JobId start(String machine, String road, Map<String, Object> more) {
    var request = site.request("NODE", "AUTO", false);
    request.put("road", road);
    request.put("source", Map.of("connection", site.source(), "machine", machine));
    request.putAll(more);
    return site.start(request);
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
    site.limit(id, 0);
    var job = site.awaitEnd(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.disks()).extracting(JobView.DiskView::grade).containsExactly(Grade.PROVEN);
    assertThat(job.disks().getFirst().evidence())
        .anySatisfy(
            e -> {
              assertThat(e.kind()).isEqualTo(Evidence.Kind.TARGET_REREAD);
              assertThat(e.by()).isEqualTo("nbd-over-ssh");
            });
    assertThat(Files.mismatch(site.file(COLD, 0), target(0))).isEqualTo(-1);
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
      assertThat(Files.mismatch(site.file(WARM, disk), target(disk)))
          .as("disk %s", disk)
          .isEqualTo(-1);
    }
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  /** Of the machine that was made last. */
  private static Path target(int disk) {
    var storage = site.folder.resolve("sandbox/pve/storage/thin");
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
