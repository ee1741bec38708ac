package io.vmto.gateway;

import io.vmto.contract.job.JobId;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Where one client is in the feed. It only ever moves forward and reads as fast as the client does:
 * from the tail's ring where that reaches back far enough, else from the log. So there is no gap,
 * no duplicate, and nothing is kept for a slow client.
 *
 * <p>The feed of a job is read from its beginning, quietly up to where the client was, to know
 * whether the job has ended.
 */
public final class FeedCursor {
  private static final Set<String> ENDINGS =
      Set.of("job.succeeded/1", "job.failed/1", "job.cancelled/1");

  /** A failed job may be retried or closed: then it has not ended after all. */
  private static final Set<String> GOING_ON = Set.of("job.queued/1", "job.cancelling/1");

  private final FeedTail tail;
  private final Bus bus;
  private final @Nullable JobId job;
  private final boolean endless;
  private final long told;
  private long position;
  private boolean live;
  private boolean ended;

  private FeedCursor(FeedTail tail, Bus bus, @Nullable JobId job, boolean endless, long told) {
    this.tail = tail;
    this.bus = bus;
    this.job = job;
    this.endless = endless;
    this.told = told;
    this.position = job == null ? told : 0;
  }

  /** All events after a position. */
  public static FeedCursor ofAll(FeedTail tail, Bus bus, long after) {
    return new FeedCursor(tail, bus, null, true, after);
  }

  /** The events of a job after a position, to its end unless {@code endless}. */
  public static FeedCursor ofJob(FeedTail tail, Bus bus, JobId job, long after, boolean endless) {
    return new FeedCursor(tail, bus, job, endless, after);
  }

  /** To be subscribed to once. */
  public Flux<Telling> telling() {
    return Mono.defer(this::next).repeat().concatMapIterable(news -> news, 1);
  }

  private Mono<List<Telling>> next() {
    var newer = tail.after(position);
    if (newer.isEmpty()) {
      return live ? fellBehind() : fromLog();
    }
    live = true;
    if (!newer.get().isEmpty()) {
      return Mono.just(advance(newer.get()));
    }
    if (ended && !endless) {
      return Mono.just(List.of(new Telling.End(position)));
    }
    return news(position);
  }

  /** Waits for something after a position; the next round then reads. */
  private Mono<List<Telling>> news(long from) {
    return tail.news(job, from)
        .publishOn(Schedulers.parallel())
        .doOnNext(nothingUpTo -> position = Math.max(position, nothingUpTo))
        .thenReturn(List.of());
  }

  private Mono<List<Telling>> fellBehind() {
    live = false;
    return Mono.just(List.of(new Telling.Resync(position)));
  }

  private Mono<List<Telling>> fromLog() {
    long head = tail.head();
    return bus.read(new ReadFeed(position, FeedTail.PAGE, job))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(5)))
        .flatMap(page -> page.entries().isEmpty() ? caughtUp(head) : Mono.just(advance(page)));
  }

  /** The head was taken before the log was read to its end, so nothing up to it is missing. */
  private Mono<List<Telling>> caughtUp(long head) {
    if (head < 0) {
      return news(-1);
    }
    position = Math.max(position, head);
    return Mono.just(List.of());
  }

  private List<Telling> advance(FeedPage page) {
    return advance(page.entries());
  }

  private List<Telling> advance(List<FeedEntry> entries) {
    var news = new ArrayList<Telling>();
    for (var entry : entries) {
      if (job == null || entry.job().equals(job.value())) {
        note(entry);
        if (entry.position() > told) {
          news.add(new Telling.Stored(entry));
        }
      }
    }
    position = entries.getLast().position();
    return news;
  }

  private void note(FeedEntry entry) {
    ended = ENDINGS.contains(entry.type()) || (ended && !GOING_ON.contains(entry.type()));
  }
}
