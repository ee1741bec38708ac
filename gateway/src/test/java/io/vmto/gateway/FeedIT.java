package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import io.vmto.contract.view.ViewQuery.WatchProgress;
import io.vmto.gateway.EventSource.Frame;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feeds over real HTTP: in order, once, from where one was. */
@Timeout(60)
class FeedIT {
  private static final int RING = 8;

  private static House house;
  private static Peers peers;

  /** Every test has a job and a stretch of the feed of its own. */
  private long base;

  private String mine;
  private String other;

  @BeforeAll
  static void open() throws IOException {
    house =
        House.open(
            Map.of(
                "vmto.gateway.heartbeat", "100ms",
                "vmto.gateway.poll", "300ms",
                "vmto.gateway.ring", RING));
    peers = house.peers();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() {
    Known.laidDown(peers);
    Peers.await(() -> peers.watched(WatchFeed.class) && peers.watched(WatchProgress.class));
    base = peers.head();
    Peers.await(() -> house.tail().head() == base);
    mine = "mine-" + base;
    other = "other-" + base;
  }

  @Test
  void aStoredEventIsToldWithAllItsParts() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events?after=" + base, null)) {
      peers.happen(entry(3, "job.created/1", mine, "{\"deep\":{\"n\":[1,2]}}"));

      var frame = feed.until(base + 3).getLast();
      assertThat(frame.event()).isEqualTo("job.created/1");
      assertThat(ContractJson.mapper().readTree(frame.data()))
          .isEqualTo(
              ContractJson.mapper()
                  .readTree(
                      """
                      {"position":%d,"type":"job.created/1","at":"2026-03-01T12:00:00Z",
                       "job":"%s","aggregate":"t-%s","payload":{"deep":{"n":[1,2]}},
                       "meta":{"actor":"ada"}}
                      """
                          .formatted(base + 3, mine, mine)));
    }
  }

  @Test
  void withoutAPositionTheFeedBeginsNow() throws Exception {
    happen(1, 2);
    Peers.await(() -> house.tail().head() == base + 2);
    try (var feed = EventSource.open(house, "/api/v1/events", null)) {
      Peers.await(() -> house.tail().head() == base + 2);
      happen(5, 6);
      assertThat(positions(feed.until(base + 6))).containsExactly(5L, 6L);
    }
  }

  @Test
  void aReconnectingClientMissesNothingAndGetsNothingTwice() throws Exception {
    var told = new ArrayList<Long>();
    happen(1, 40);
    for (long last = 0, head = 40; last < 160; head += 40) {
      long from = last;
      long to = head;
      var writer = Thread.ofVirtual().start(() -> happen(to + 1, to + 40));
      try (var feed = EventSource.open(house, "/api/v1/events?after=1000000", base + from)) {
        told.addAll(positions(feed.until(base + from + 17 + from % 5)));
        last = told.getLast();
      }
      writer.join();
    }
    assertThat(told)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, told.getLast()).boxed().toList())
        .hasSizeGreaterThanOrEqualTo(160);
  }

  @Test
  void aSlowClientIsToldToResyncAndStillMissesNothing() throws Exception {
    int events = 300;
    var padding = "{\"p\":\"" + "x".repeat(100_000) + "\"}";
    try (var feed = EventSource.open(house, "/api/v1/events?after=" + base, null)) {
      peers.happen(entry(1, "job.running/1", mine));
      assertThat(positions(feed.until(base + 1))).containsExactly(1L);
      for (long position = 2; position <= events; position++) {
        peers.happen(entry(position, "transfer.began/1", mine, padding));
      }
      Peers.await(() -> house.tail().head() == base + events);

      var read = feed.until(base + events);
      assertThat(positions(read))
          .containsExactlyElementsOf(LongStream.rangeClosed(2, events).boxed().toList());
      assertThat(read).anyMatch(frame -> frame.event().equals("resync"));
      peers.happen(entry(events + 1, "job.pausing/1", mine));
      assertThat(positions(feed.until(base + events + 1))).containsExactly(events + 1L);
    }
  }

  @Test
  void anEventThatNobodyToldOfIsFoundAllTheSame() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events?after=" + base, null)) {
      peers.happenQuietly(entry(1, "job.running/1", mine));
      assertThat(positions(feed.until(base + 1))).containsExactly(1L);
    }
  }

  @Test
  void aBrokenSubscriptionIsMadeAgainAndItsGapIsFilled() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events?after=" + base, null)) {
      happen(1, 2);
      assertThat(positions(feed.until(base + 2))).containsExactly(1L, 2L);
      peers.dropSubscriptions();
      LongStream.rangeClosed(3, 30)
          .forEach(n -> peers.happenQuietly(entry(n, "job.running/1", mine)));
      assertThat(positions(feed.until(base + 30)))
          .containsExactlyElementsOf(LongStream.rangeClosed(3, 30).boxed().toList());
      Peers.await(() -> peers.watched(WatchFeed.class));
    }
  }

  @Test
  void progressIsToldWithoutAnId() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/jobs/" + mine + "/events", null)) {
      peers.progress(Known.progress(new JobId(other), 1));
      peers.progress(Known.progress(new JobId(mine), 2));
      var frame = feed.until(f -> f.event().equals("progress")).getLast();
      assertThat(frame.id()).isEmpty();
      assertThat(ContractJson.mapper().readTree(frame.data()).path("done").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aSilentFeedBeats() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events", null)) {
      for (int beat = 0; beat < 3; beat++) {
        assertThat(feed.until(frame -> frame.comment().equals("heartbeat"))).isEmpty();
      }
    }
  }

  @Test
  void theFeedOfAJobTellsOnlyOfItAndEndsWithIt() throws Exception {
    peers.happen(entry(1, "job.created/1", mine));
    peers.happen(entry(2, "job.created/1", other));
    try (var feed = EventSource.open(house, "/api/v1/jobs/" + mine + "/events", null)) {
      assertThat(positions(feed.until(base + 1))).containsExactly(1L);
      peers.happen(entry(3, "job.running/1", mine));
      peers.happen(entry(4, "job.failed/1", other));
      peers.happen(entry(5, "job.succeeded/1", mine));

      var rest = feed.until(frame -> frame.event().equals("end"));
      assertThat(positions(rest)).containsExactly(3L, 5L);
      assertThat(feed.next()).isNull();
    }
  }

  @Test
  void theFeedOfAJobThatHasEndedEndsAtOnce() throws Exception {
    peers.happen(entry(1, "job.created/1", mine));
    peers.happen(entry(2, "job.cancelled/1", mine));
    for (long last = 0; last <= 2; last++) {
      try (var feed = EventSource.open(house, "/api/v1/jobs/" + mine + "/events", base + last)) {
        var all = feed.until(frame -> frame.event().equals("end"));
        assertThat(positions(all))
            .containsExactlyElementsOf(LongStream.rangeClosed(last + 1, 2).boxed().toList());
        assertThat(feed.next()).isNull();
      }
    }
  }

  @Test
  void aJobThatFailedAndWasRetriedHasNotEnded() throws Exception {
    peers.happen(entry(1, "job.failed/1", mine));
    peers.happen(entry(2, "job.queued/1", mine));
    try (var feed = EventSource.open(house, "/api/v1/jobs/" + mine + "/events", null)) {
      assertThat(positions(feed.until(base + 2))).containsExactly(1L, 2L);
      peers.happen(entry(3, "job.running/1", mine));
      assertThat(positions(feed.until(base + 3))).containsExactly(3L);
    }
  }

  @Test
  void whoeverWantsToFollowStaysAfterTheEnd() throws Exception {
    peers.happen(entry(1, "job.failed/1", mine));
    try (var feed = EventSource.open(house, "/api/v1/jobs/" + mine + "/events?follow=true", null)) {
      assertThat(positions(feed.until(base + 1))).containsExactly(1L);
      peers.happen(entry(2, "job.queued/1", mine));
      assertThat(feed.until(base + 2)).extracting(Frame::event).containsExactly("job.queued/1");
    }
  }

  @Test
  void theFeedOfAnUnknownJobIsNotFound() throws Exception {
    peers.answer(
        FindJob.class,
        JobView.class,
        q -> {
          throw Known.unknown(ErrorCode.UNKNOWN_JOB);
        });
    house
        .client()
        .get()
        .uri("/api/v1/jobs/ghost/events")
        .header("Accept", "text/event-stream")
        .exchange()
        .expectStatus()
        .isNotFound()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("UNKNOWN_JOB");
  }

  private void happen(long from, long to) {
    LongStream.rangeClosed(from, to)
        .forEach(n -> peers.happen(entry(n, "job.running/1", n % 3 == 0 ? other : mine)));
  }

  /** Counted from this test's base, as all positions here. */
  private List<Long> positions(List<Frame> frames) {
    return frames.stream().filter(f -> !f.id().isEmpty()).map(f -> f.position() - base).toList();
  }

  private FeedEntry entry(long position, String type, String job) {
    return Known.entry(base + position, type, job);
  }

  private FeedEntry entry(long position, String type, String job, String payload) {
    return Known.entry(base + position, type, job, payload);
  }
}
