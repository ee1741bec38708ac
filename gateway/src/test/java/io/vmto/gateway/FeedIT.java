package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feeds over real HTTP: in order, once, from where one was. */
@Timeout(60)
class FeedIT {
  private static final int RING = 8;

  private House house;
  private Peers peers;

  @BeforeEach
  void open() throws IOException {
    house =
        House.open(
            Map.of(
                "vmto.gateway.heartbeat", "100ms",
                "vmto.gateway.poll", "300ms",
                "vmto.gateway.ring", RING));
    peers = house.peers();
    Known.laidDown(peers);
    Peers.await(() -> peers.watched(WatchFeed.class) && peers.watched(WatchProgress.class));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aStoredEventIsToldWithAllItsParts() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events?after=0", null)) {
      peers.happen(Known.entry(3, "job.created/1", "job-1", "{\"deep\":{\"n\":[1,2]}}"));

      var frame = feed.until(3).getLast();
      assertThat(frame.event()).isEqualTo("job.created/1");
      assertThat(ContractJson.mapper().readTree(frame.data()))
          .isEqualTo(
              ContractJson.mapper()
                  .readTree(
                      """
                      {"position":3,"type":"job.created/1","at":"2026-03-01T12:00:00Z",
                       "job":"job-1","aggregate":"t-job-1","payload":{"deep":{"n":[1,2]}},
                       "meta":{"actor":"ada"}}
                      """));
    }
  }

  @Test
  void withoutAPositionTheFeedBeginsNow() throws Exception {
    happen(1, 2);
    Peers.await(() -> house.tail().head() == 2);
    try (var feed = EventSource.open(house, "/api/v1/events", null)) {
      Peers.await(() -> house.tail().head() == 2);
      happen(5, 6);
      assertThat(positions(feed.until(6))).containsExactly(5L, 6L);
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
      try (var feed = EventSource.open(house, "/api/v1/events?after=1000000", from)) {
        told.addAll(positions(feed.until(from + 17 + from % 5)));
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
    try (var feed = EventSource.open(house, "/api/v1/events?after=0", null)) {
      peers.happen(Known.entry(1, "job.running/1", "job-1"));
      assertThat(positions(feed.until(1))).containsExactly(1L);
      for (long position = 2; position <= events; position++) {
        peers.happen(Known.entry(position, "transfer.began/1", "job-1", padding));
      }
      Peers.await(() -> house.tail().head() == events);

      var read = feed.until(events);
      assertThat(positions(read))
          .containsExactlyElementsOf(LongStream.rangeClosed(2, events).boxed().toList());
      assertThat(read).anyMatch(frame -> frame.event().equals("resync"));
      peers.happen(Known.entry(events + 1, "job.pausing/1", "job-1"));
      assertThat(positions(feed.until(events + 1))).containsExactly(events + 1L);
    }
  }

  @Test
  void anEventThatNobodyToldOfIsFoundAllTheSame() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events?after=0", null)) {
      peers.happenQuietly(Known.entry(1, "job.running/1", "job-1"));
      assertThat(positions(feed.until(1))).containsExactly(1L);
    }
  }

  @Test
  void aBrokenSubscriptionIsMadeAgainAndItsGapIsFilled() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events?after=0", null)) {
      happen(1, 2);
      assertThat(positions(feed.until(2))).containsExactly(1L, 2L);
      peers.dropSubscriptions();
      LongStream.rangeClosed(3, 30)
          .forEach(n -> peers.happenQuietly(Known.entry(n, "job.running/1", "job-1")));
      assertThat(positions(feed.until(30)))
          .containsExactlyElementsOf(LongStream.rangeClosed(3, 30).boxed().toList());
      Peers.await(() -> peers.watched(WatchFeed.class));
    }
  }

  @Test
  void progressIsToldWithoutAnId() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/jobs/job-1/events", null)) {
      peers.progress(Known.progress(new JobId("job-2"), 1));
      peers.progress(Known.progress(Known.JOB, 2));
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
    peers.happen(Known.entry(1, "job.created/1", "job-1"));
    peers.happen(Known.entry(2, "job.created/1", "job-2"));
    try (var feed = EventSource.open(house, "/api/v1/jobs/job-1/events", null)) {
      assertThat(positions(feed.until(1))).containsExactly(1L);
      peers.happen(Known.entry(3, "job.running/1", "job-1"));
      peers.happen(Known.entry(4, "job.failed/1", "job-2"));
      peers.happen(Known.entry(5, "job.succeeded/1", "job-1"));

      var rest = feed.until(frame -> frame.event().equals("end"));
      assertThat(positions(rest)).containsExactly(3L, 5L);
      assertThat(feed.next()).isNull();
    }
  }

  @Test
  void theFeedOfAJobThatHasEndedEndsAtOnce() throws Exception {
    peers.happen(Known.entry(1, "job.created/1", "job-1"));
    peers.happen(Known.entry(2, "job.cancelled/1", "job-1"));
    for (long last = 0; last <= 2; last++) {
      try (var feed = EventSource.open(house, "/api/v1/jobs/job-1/events", last)) {
        var all = feed.until(frame -> frame.event().equals("end"));
        assertThat(positions(all))
            .containsExactlyElementsOf(LongStream.rangeClosed(last + 1, 2).boxed().toList());
        assertThat(feed.next()).isNull();
      }
    }
  }

  @Test
  void aJobThatFailedAndWasRetriedHasNotEnded() throws Exception {
    peers.happen(Known.entry(1, "job.failed/1", "job-1"));
    peers.happen(Known.entry(2, "job.queued/1", "job-1"));
    try (var feed = EventSource.open(house, "/api/v1/jobs/job-1/events", null)) {
      assertThat(positions(feed.until(2))).containsExactly(1L, 2L);
      peers.happen(Known.entry(3, "job.running/1", "job-1"));
      assertThat(positions(feed.until(3))).containsExactly(3L);
    }
  }

  @Test
  void whoeverWantsToFollowStaysAfterTheEnd() throws Exception {
    peers.happen(Known.entry(1, "job.failed/1", "job-1"));
    try (var feed = EventSource.open(house, "/api/v1/jobs/job-1/events?follow=true", null)) {
      assertThat(positions(feed.until(1))).containsExactly(1L);
      peers.happen(Known.entry(2, "job.queued/1", "job-1"));
      assertThat(feed.until(2)).extracting(Frame::event).containsExactly("job.queued/1");
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

  @Test
  void aServerThatStopsEndsItsFeedsFirst() throws Exception {
    try (var feed = EventSource.open(house, "/api/v1/events", null)) {
      var stop = Thread.ofVirtual().start(house::close);
      var frame = feed.next();
      while (frame != null) {
        assertThat(frame.event()).isEmpty();
        frame = feed.next();
      }
      assertThat(stop.join(java.time.Duration.ofSeconds(10))).isTrue();
    }
  }

  private void happen(long from, long to) {
    LongStream.rangeClosed(from, to)
        .forEach(n -> peers.happen(Known.entry(n, "job.running/1", "job-" + n % 3)));
  }

  private static List<Long> positions(List<Frame> frames) {
    return frames.stream().filter(f -> !f.id().isEmpty()).map(Frame::position).toList();
  }
}
