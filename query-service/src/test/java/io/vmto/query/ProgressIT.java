package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.transfer.RecordProgress;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.Samples;
import io.vmto.contract.view.ViewQuery.WatchProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Progress from the sender to watchers and graphs. */
class ProgressIT {
  /** Begins a ten of seconds, and is too young for the service's own thinning. */
  private final Instant begin = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 10 * 10);

  private static Installation installation;

  @BeforeAll
  static void start() {
    installation = new Installation();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void progressReachesWatchersAtOnceAndGraphsSoon() {
    var job = new JobId("watched");
    var recent = Instant.now();
    var sent = List.of(progress(job, recent, 1), progress(job, recent.plusSeconds(1), 2));
    try (var watch = installation.watch(new WatchProgress(), Progress.class, Progress.class)) {
      var seen = watch.updates().take(2).collectList().toFuture();
      assertThat(watch.initialResult().blockOptional(Installation.PATIENCE)).isEmpty();

      sent.forEach(p -> installation.bean(CommandGateway.class).sendAndWait(new RecordProgress(p)));
      assertThat(seen).succeedsWithin(Installation.PATIENCE);
      assertThat(seen.join()).isEqualTo(sent);
    }
    Awaitility.await()
        .atMost(Installation.PATIENCE)
        .untilAsserted(() -> assertThat(samples(job, recent.minusSeconds(2))).isEqualTo(sent));
  }

  @Test
  void theLastOfASecondStandsForIt() {
    var job = new JobId("crowded");
    var last = progress(job, begin.plusMillis(900), 3);
    store().insert(List.of(progress(job, begin, 1), progress(job, begin.plusMillis(500), 2), last));
    assertThat(samples(job, begin.minusSeconds(1))).containsExactly(last);
  }

  @Test
  void afterAnHourOneSampleInTenSecondsIsKept() {
    var job = new JobId("old");
    var all =
        IntStream.range(0, 7_200).mapToObj(s -> progress(job, begin.plusSeconds(s), s)).toList();
    store().insert(all);
    store().thin(Instant.EPOCH, begin.plus(Duration.ofHours(2)));

    var kept = samples(job, begin.minusSeconds(1));
    assertThat(kept).hasSize(360 + 3_600);
    assertThat(kept.subList(0, 3)).containsExactly(all.get(0), all.get(10), all.get(20));
    assertThat(kept.subList(360, 3_960)).isEqualTo(all.subList(3_600, 7_200));
  }

  @Test
  void samplesAreReadOnFromTheLastOne() {
    var job = new JobId("paged");
    var all = IntStream.range(0, 5).mapToObj(s -> progress(job, begin.plusSeconds(s), s)).toList();
    store().insert(all);

    var first =
        installation.ask(new ListSamples(job, begin.minusSeconds(1), 2), Samples.class).samples();
    assertThat(first).isEqualTo(all.subList(0, 2));
    assertThat(samples(job, first.getLast().at())).isEqualTo(all.subList(2, 5));
  }

  @Test
  void aSenderIsNeverHeldUpByASlowDatabase() {
    var job = new JobId("flood");
    var recorder = installation.bean(ProgressRecorder.class);
    try (var lock = new TableLock(installation)) {
      recorder.record(new RecordProgress(progress(job, begin, 0)));
      lock.awaitBlockedWriter();
      for (int i = 0; i < 10_000; i++) {
        recorder.record(new RecordProgress(progress(job, begin.plusSeconds(i), i)));
      }
      assertThat(samples(job, begin.minusSeconds(1))).isEmpty();
    }
    Awaitility.await()
        .atMost(Installation.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(samples(job, begin.plusSeconds(9_998)))
                    .extracting(Progress::done)
                    .containsExactly(9_999L));
  }

  private static List<Progress> samples(JobId job, Instant since) {
    return installation.ask(new ListSamples(job, since, 10_000), Samples.class).samples();
  }

  private static SampleStore store() {
    return new SampleStore(installation.jdbc);
  }

  private static Progress progress(JobId job, Instant at, long done) {
    return new Progress(job, 1, "copy", "2000", 9_999, done, done, 0, done, 10, at);
  }
}
