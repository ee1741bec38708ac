package io.vmto.webhook;

import io.vmto.contract.webhook.WebhookId;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Delivers. Each webhook has a thread of its own while something is due for it, so one that is slow
 * or down holds up nobody else; within a webhook the events go one after the other, in their order.
 * A lease in the database keeps another process from sending at the same time.
 */
final class Courier implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  private static final int AT_ONCE = 64;

  /** Longer than an attempt may take, which {@link #HARD} limits whatever the receiver does. */
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration HARD = Duration.ofSeconds(45);
  private static final Duration SWEEP = Duration.ofMinutes(10);

  private final Hooks hooks;
  private final Deliveries deliveries;
  private final Post post;
  private final Patience patience;
  private final Clock clock;
  private final Rhythm rhythm;
  private final Set<WebhookId> served = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("courier").daemon().factory());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("webhook-", 0).factory());
  private volatile boolean running;

  /** How often it looks for what is due, and how long what was sent is kept. */
  record Rhythm(Duration poll, Duration keep) {}

  Courier(
      Hooks hooks,
      Deliveries deliveries,
      Post post,
      Patience patience,
      Clock clock,
      Rhythm rhythm) {
    this.hooks = hooks;
    this.deliveries = deliveries;
    this.post = post;
    this.patience = patience;
    this.clock = clock;
    this.rhythm = rhythm;
  }

  @Override
  public void start() {
    running = true;
    every(rhythm.poll(), this::look);
    every(SWEEP, () -> deliveries.sweep(rhythm.keep()));
  }

  /** What is under way is cut off: it was not recorded, so it is sent again. */
  @Override
  public void stop() {
    running = false;
    ticks.shutdownNow();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("Some deliveries did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void every(Duration pause, Runnable task) {
    var unused =
        ticks.scheduleWithFixedDelay(
            () -> unlessItFails(task), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (var hook : deliveries.ready(AT_ONCE)) {
      if (served.size() < AT_ONCE && served.add(hook)) {
        threads.execute(
            () -> {
              try {
                unlessItFails(() -> serve(hook));
              } finally {
                served.remove(hook);
              }
            });
      }
    }
  }

  private void serve(WebhookId hook) {
    var lease = deliveries.lease(hook, LEASE);
    if (lease.isEmpty()) {
      return;
    }
    long token = lease.get();
    try {
      while (running && deliveries.renew(hook, token, LEASE) && deliverOne(hook, token)) {}
    } finally {
      deliveries.release(hook, token);
    }
  }

  /** Whether there may be more. */
  private boolean deliverOne(WebhookId id, long token) {
    var hook = hooks.hook(id);
    var next = deliveries.next(id);
    if (hook.isEmpty() || next.isEmpty()) {
      return false;
    }
    var delivery = next.get();
    var outcome = attempt(hook.get(), delivery);
    if (!running || !deliveries.renew(id, token, LEASE)) {
      return false;
    }
    deliveries.record(delivery, outcome, wait(delivery, outcome));
    return true;
  }

  private @Nullable Duration wait(Deliveries.Delivery delivery, Post.Outcome outcome) {
    if (outcome.taken() || outcome.hopeless()) {
      return null;
    }
    var since = deliveries.failing(delivery.hook());
    return patience.next(
        delivery.attempts() + 1, since, clock.instant(), ThreadLocalRandom.current());
  }

  /** On a thread of its own, which is interrupted when the receiver does all but end. */
  private Post.Outcome attempt(Hooks.Hook hook, Deliveries.Delivery delivery) {
    var secret = hooks.secret(hook.id());
    var sending = threads.submit(() -> post.send(hook.subscription().url(), secret, delivery));
    try {
      return sending.get(HARD.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Post.Outcome.silent(false, "It did not end its answer in time.");
    } catch (ExecutionException e) {
      log.error("A delivery could not be attempted", e.getCause());
      return Post.Outcome.silent(false, "Something went wrong inside VMTO.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Post.Outcome.silent(false, "The server stopped.");
    } finally {
      sending.cancel(true);
    }
  }

  private void unlessItFails(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      if (running) {
        log.warn("Webhooks could not be served; it is tried again: {}", e.toString());
      }
    }
  }
}
