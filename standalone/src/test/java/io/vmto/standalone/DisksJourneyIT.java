package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.standalone.demo.Leftovers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A machine with two disks: both in flight, limited, interrupted and cancelled. */
@Timeout(240)
class DisksJourneyIT {
  private static final String MACHINE = "two-disks";

  /** Of each disk; at {@link #LIMIT} both together would take more than a minute. */
  private static final int SIZE = 128 << 20;

  private static final long LIMIT = 4 << 20;

  private static Site site;
  private Leftovers before;

  @BeforeAll
  static void open() throws Exception {
    site = Site.shared();
    site.quicken();
    site.register(MACHINE, false, List.of(site.raw(SIZE, SIZE, 1), site.raw(SIZE, SIZE, 2)));
  }

  @BeforeEach
  void remember() {
    before = Leftovers.now(site.sandbox);
  }

  private static JobId start(String read, Map<String, Object> limits) {
    var request = site.request("SHARED", read, false);
    request.put("source", Map.of("connection", site.source(), "machine", MACHINE));
    request.put("limits", limits);
    return site.start(request);
  }

  private static void limit(String whose, long bytesPerSecond) {
    try (var api = site.server.api()) {
      api.patch(whose + "/limits", Map.of("bytesPerSecond", bytesPerSecond));
    }
  }

  private static List<Progress> samples(JobId job, int step, Instant since) {
    try (var api = site.server.api()) {
      return api
          .get("/jobs/" + job + "/samples?since=" + since, ViewQuery.Samples.class)
          .samples()
          .stream()
          .filter(p -> p.step() == step)
          .toList();
    }
  }

  /** Waits for some seconds of progress of both disks; bytes a second that came over the wire. */
  private static double rate(JobId job, Instant since) {
    Wait.until(
        "both disks have told where they are",
        Duration.ofSeconds(90),
        () -> samples(job, 1, since).size() > 2 && samples(job, 2, since).size() > 2);
    return rate(samples(job, 1, since)) + rate(samples(job, 2, since));
  }

  private static double rate(List<Progress> samples) {
    var first = samples.getFirst();
    var last = samples.getLast();
    return (last.read() - first.read())
        / (Duration.between(first.at(), last.at()).toMillis() / 1000.0);
  }

  private static boolean copiesBoth(JobView job) {
    return job.steps().get(1).status() == StepStatus.RUNNING
        && job.steps().get(2).status() == StepStatus.RUNNING;
  }

  @Test
  void bothDisksAreInFlightWithinALimitThatOutlivesTheServerUntilItIsLifted() throws Exception {
    var id = start("NFC", Map.of("bytesPerSecond", LIMIT));
    var copying = site.await(id, "copies both disks", DisksJourneyIT::copiesBoth);
    assertThat(copying.limits()).isEqualTo(new Limits(LIMIT, 2));
    assertThat(rate(id, Instant.EPOCH)).isBetween(LIMIT / 20.0, LIMIT * 1.4);

    site.server.kill();
    site.server.start();
    site.await(id, "copies both disks again", j -> copiesBoth(j) && attempts(j) == 4);
    assertThat(rate(id, Instant.now())).isLessThan(LIMIT * 1.4);

    var lifted = Instant.now();
    long rest = 2L * SIZE - read(id, 1) - read(id, 2);
    limit("/jobs/" + id, 0);
    var job = site.awaitEnd(id);
    assertThat(job.status()).as("%s", job.failure()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.limits()).isEqualTo(new Limits(0, 2));
    var limited = Duration.ofSeconds(rest / LIMIT);
    assertThat(limited).isGreaterThan(Duration.ofSeconds(30));
    assertThat(job.steps().subList(1, 3))
        .allSatisfy(s -> assertThat(s.endedAt()).isBefore(lifted.plus(limited)));
    assertThat(job.disks())
        .extracting(JobView.DiskView::grade)
        .containsExactly(Grade.PROVEN, Grade.PROVEN);
    assertThat(before.since(site.sandbox, true)).isEmpty();
  }

  private static long read(JobId job, int step) {
    return samples(job, step, Instant.EPOCH).getLast().read();
  }

  private static int attempts(JobView job) {
    return job.steps().get(1).attempts() + job.steps().get(2).attempts();
  }

  @Test
  void disksOneByOneShareTheLimitOfTheirConnectionAndACancelStopsBoth() {
    var connection = "/connections/" + site.source();
    limit(connection, LIMIT);
    try {
      var id = start("RANGE", Map.of("parallelDisks", 1));
      site.await(id, "copies a disk", j -> j.steps().get(1).status() == StepStatus.RUNNING);
      Wait.until(
          "the disk tells where it is",
          Duration.ofSeconds(90),
          () -> samples(id, 1, Instant.EPOCH).size() > 1);
      assertThat(site.job(id).steps().get(2).status()).isEqualTo(StepStatus.PENDING);
      try (var api = site.server.api()) {
        api.patch("/jobs/" + id + "/limits", Map.of("parallelDisks", 2));
      }
      site.await(id, "copies both disks", DisksJourneyIT::copiesBoth);
      assertThat(rate(id, Instant.now())).isLessThan(LIMIT * 1.4);

      site.order(id, "cancel");
      var job = site.awaitEnd(id);
      assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
      assertThat(job.open()).isEmpty();
      assertThat(before.since(site.sandbox, false)).isEmpty();
    } finally {
      limit(connection, 0);
    }
  }
}
