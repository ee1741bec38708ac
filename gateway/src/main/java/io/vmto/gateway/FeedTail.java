package io.vmto.gateway;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import io.vmto.contract.view.ViewQuery.WatchProgress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.axonframework.queryhandling.SubscriptionQueryResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/**
 * This process's one tail of the event log. Being told of an event only wakes it: what it hands on
 * it has read from the log in the log's own order, so lost, late or doubled updates do no harm. The
 * newest entries stay in a ring that all clients share; whoever is slower than the ring reads the
 * log. First to stop, so that open streams end before the server does.
 */
public final class FeedTail implements SmartLifecycle {
  /** Fewer than query-service's own limit. */
  public static final int PAGE = 500;

  private static final Logger log = LoggerFactory.getLogger(FeedTail.class);

  private final Bus bus;
  private final Settings settings;
  private final ArrayDeque<FeedEntry> ring = new ArrayDeque<>();
  private final Waiting waiting = new Waiting();
  private final Sinks.Empty<Void> begins = Sinks.empty();
  private final Sinks.Many<Progress> progress = Sinks.many().multicast().directBestEffort();
  private final Sinks.Empty<Void> stopped = Sinks.empty();
  private Disposable running = Disposables.disposed();

  /** The ring holds everything after this position, once the tail has begun. */
  private long floor = -1;

  /** Of an empty log it is -1, as before the tail has begun. */
  private long head = -1;

  private boolean begun;

  FeedTail(Bus bus, Settings settings) {
    this.bus = bus;
    this.settings = settings;
  }

  /**
   * The entries after a position, in order, or nothing where the ring does not reach back to it.
   */
  synchronized Optional<List<FeedEntry>> after(long position) {
    if (!begun || position < floor) {
      return Optional.empty();
    }
    var newer = new ArrayList<FeedEntry>();
    var newestFirst = ring.descendingIterator();
    while (newestFirst.hasNext()) {
      var entry = newestFirst.next();
      if (entry.position() <= position) {
        break;
      }
      newer.add(entry);
    }
    Collections.reverse(newer);
    return Optional.of(newer);
  }

  /** Up to which position the log was read, or a negative number before the tail has begun. */
  synchronized long head() {
    return head;
  }

  /** The head as it is then, once the tail has begun. */
  public Mono<Long> now() {
    return begins.asMono().then(Mono.fromSupplier(this::head));
  }

  /**
   * Waits until something of a job, or anything at all, lies after a position, and tells up to
   * where nothing does. So whoever waits for a quiet job is not asked of what others do, and falls
   * not behind either.
   */
  Mono<Long> news(@Nullable JobId job, long from) {
    return Mono.create(
        sink -> {
          var waiter = new Waiting.Waiter(job == null ? Waiting.FOR_ANY : job.value(), from, sink);
          if (hasReadOn(waiter)) {
            sink.success(from);
          } else {
            sink.onDispose(() -> forget(waiter));
          }
        });
  }

  private synchronized boolean hasReadOn(Waiting.Waiter waiter) {
    if (begun && head > waiter.from()) {
      return true;
    }
    waiting.add(waiter);
    return false;
  }

  private synchronized void forget(Waiting.Waiter waiter) {
    waiting.remove(waiter);
  }

  /** Where running steps are; whoever is too slow misses some. */
  public Flux<Progress> progress() {
    return progress.asFlux();
  }

  /** Completes when the server is about to stop. */
  public Mono<Void> stopped() {
    return stopped.asMono();
  }

  @Override
  public void start() {
    running = Disposables.composite(follow().subscribe(), followProgress().subscribe());
  }

  @Override
  public void stop() {
    running.dispose();
    stopped.tryEmitEmpty();
  }

  @Override
  public boolean isRunning() {
    return !running.isDisposed();
  }

  private Flux<FeedPage> follow() {
    return subscription(new WatchFeed(), FeedPage.class, FeedEntry.class)
        .concatMap(
            watch ->
                watch
                    .initialResult()
                    .timeout(settings.answer())
                    .doOnNext(page -> begin(page.head()))
                    .thenMany(wakes(watch.updates()).concatMap(wake -> readOn(), 1))
                    .doFinally(end -> close(watch)))
        .retryWhen(persistently("the event feed"));
  }

  /** One to begin with, one per update, and one now and then in case an update got lost. */
  private Flux<Object> wakes(Flux<FeedEntry> updates) {
    return Flux.merge(Flux.just(Boolean.TRUE), endless(updates), Flux.interval(settings.poll()))
        .onBackpressureLatest();
  }

  private Flux<FeedPage> readOn() {
    return page().expand(page -> page.entries().isEmpty() ? Mono.empty() : page());
  }

  private Mono<FeedPage> page() {
    return Mono.defer(() -> bus.read(new ReadFeed(head(), PAGE, null)))
        .doOnNext(page -> append(page.entries()));
  }

  private Flux<Progress> followProgress() {
    return subscription(new WatchProgress(), Progress.class, Progress.class)
        .concatMap(watch -> endless(watch.updates()).doFinally(end -> close(watch)))
        .doOnNext(progress::tryEmitNext)
        .retryWhen(persistently("progress"));
  }

  private <I, U> Flux<SubscriptionQueryResult<I, U>> subscription(
      Object query, Class<I> first, Class<U> then) {
    return Flux.defer(() -> bus.watch(query, first, then));
  }

  /** Axon throws where the other side has closed it before. */
  private static void close(SubscriptionQueryResult<?, ?> watch) {
    try {
      watch.close();
    } catch (RuntimeException e) {
      log.debug("The subscription was closed already", e);
    }
  }

  /** An update stream that ends was cut off. */
  private static <T> Flux<T> endless(Flux<T> updates) {
    return updates.concatWith(Mono.error(() -> new IllegalStateException("the stream ended")));
  }

  private static Retry persistently(String what) {
    return Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
        .maxBackoff(Duration.ofSeconds(5))
        .transientErrors(true)
        .doBeforeRetry(
            signal -> log.warn("Subscribing again to {}: {}", what, signal.failure().toString()));
  }

  /** After an interruption the tail goes on where it was. */
  private void begin(long at) {
    List<Waiting.Woken> woken;
    synchronized (this) {
      if (begun) {
        return;
      }
      begun = true;
      floor = at;
      head = at;
      woken = waiting.wakeAll();
    }
    begins.tryEmitEmpty();
    woken.forEach(Waiting.Woken::tell);
  }

  private void append(List<FeedEntry> entries) {
    var woken = new ArrayList<Waiting.Woken>();
    synchronized (this) {
      for (var entry : entries) {
        if (ring.size() == settings.ring()) {
          floor = ring.removeFirst().position();
        }
        ring.addLast(entry);
        head = entry.position();
        woken.addAll(waiting.wake(entry));
      }
    }
    woken.forEach(Waiting.Woken::tell);
  }
}
