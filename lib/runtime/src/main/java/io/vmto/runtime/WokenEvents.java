package io.vmto.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event store as event processors read it: they are woken when something was stored. By itself
 * Axon's store on a database has each of them look twice a second, so that every hop of a story
 * would wait for a quarter of a second. One thread follows the end of the log while anybody reads;
 * having woken them it rests for a breath, so that under load events come in batches.
 */
final class WokenEvents implements StreamableMessageSource<TrackedEventMessage<?>> {
  private static final Logger log = LoggerFactory.getLogger(WokenEvents.class);

  private static final Duration BREATH = Duration.ofMillis(50);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final StreamableMessageSource<TrackedEventMessage<?>> store;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private @Nullable Thread follower;

  WokenEvents(StreamableMessageSource<TrackedEventMessage<?>> store) {
    this.store = store;
  }

  @Override
  public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken after) {
    var stream = new Stream(store.openStream(after));
    add(stream);
    return stream;
  }

  @Override
  public @Nullable TrackingToken createTailToken() {
    return store.createTailToken();
  }

  @Override
  public @Nullable TrackingToken createHeadToken() {
    return store.createHeadToken();
  }

  @Override
  public @Nullable TrackingToken createTokenAt(Instant instant) {
    return store.createTokenAt(instant);
  }

  @Override
  public @Nullable TrackingToken createTokenSince(Duration duration) {
    return store.createTokenSince(duration);
  }

  private synchronized void add(Stream stream) {
    streams.add(stream);
    if (follower == null) {
      follower = Thread.ofPlatform().name("event-tail").daemon().start(this::follow);
    }
  }

  private synchronized void remove(Stream stream) {
    streams.remove(stream);
    if (streams.isEmpty() && follower != null) {
      follower.interrupt();
      follower = null;
    }
  }

  /** Until it is interrupted; while it cannot read, processors look once a second by themselves. */
  private void follow() {
    try {
      while (true) {
        try (var tail = store.openStream(store.createHeadToken())) {
          follow(tail);
        } catch (RuntimeException e) {
          log.warn("The end of the event log cannot be followed; again in a second", e);
        }
        Thread.sleep(AGAIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(BlockingStream<?> tail) throws InterruptedException {
    while (true) {
      streams.forEach(Stream::wake);
      Thread.sleep(BREATH);
      tail.nextAvailable();
      while (tail.hasNextAvailable()) {
        tail.nextAvailable();
      }
    }
  }

  /** What one processor reads. */
  private final class Stream implements BlockingStream<TrackedEventMessage<?>> {
    private final BlockingStream<TrackedEventMessage<?>> events;
    private volatile Runnable wake = () -> {};

    Stream(BlockingStream<TrackedEventMessage<?>> events) {
      this.events = events;
    }

    /** Its processor may just have gone. */
    void wake() {
      try {
        wake.run();
      } catch (RuntimeException e) {
        log.debug("A processor could not be woken", e);
      }
    }

    @Override
    public boolean setOnAvailableCallback(Runnable callback) {
      wake = callback;
      return true;
    }

    @Override
    public Optional<TrackedEventMessage<?>> peek() {
      return events.peek();
    }

    @Override
    public boolean hasNextAvailable() {
      return events.hasNextAvailable();
    }

    @Override
    public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
      return events.hasNextAvailable(timeout, unit);
    }

    @Override
    public TrackedEventMessage<?> nextAvailable() throws InterruptedException {
      return events.nextAvailable();
    }

    @Override
    public void skipMessagesWithPayloadTypeOf(TrackedEventMessage<?> ignored) {
      events.skipMessagesWithPayloadTypeOf(ignored);
    }

    @Override
    public void close() {
      remove(this);
      events.close();
    }
  }
}
