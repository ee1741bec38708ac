package io.vmto.bench.api;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One client of a feed: which positions it was told, and how long after they happened. */
final class Listener implements Flow.Subscriber<String> {
  private static final String ID = "id:";
  private static final String AT = "\"at\":\"";

  private final CountDownLatch connected;
  private final Figures latency;
  private final List<Long> told = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;
  private long resyncs;
  private boolean ended;

  private Listener(CountDownLatch connected, Figures latency) {
    this.connected = connected;
    this.latency = latency;
  }

  /** Listens from after a position on; counts the latch down once it is heard. */
  static Listener to(
      HttpClient http,
      Door door,
      String path,
      long after,
      CountDownLatch connected,
      Figures latency) {
    var listener = new Listener(connected, latency);
    var request =
        door.request(path)
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, BodyHandlers.fromLineSubscriber(listener));
    answer.exceptionally(
        e -> {
          listener.onError(e);
          return null;
        });
    return listener;
  }

  /** In the order in which they came. */
  synchronized List<Long> told() {
    return List.copyOf(told);
  }

  synchronized long resyncs() {
    return resyncs;
  }

  synchronized void end() {
    ended = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription made) {
    subscription = made;
    made.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (line.equals(":connected")) {
      connected.countDown();
    } else if (line.startsWith(ID)) {
      add(Long.parseLong(line.substring(ID.length())));
    } else if (line.startsWith("data:")) {
      int at = line.indexOf(AT);
      if (at > 0) {
        int from = at + AT.length();
        var happened = Instant.parse(line.substring(from, line.indexOf('"', from)));
        latency.add(Duration.between(happened, Instant.now()).toNanos());
      }
    } else if (line.equals("event:resync")) {
      resync();
    }
  }

  private synchronized void add(long position) {
    told.add(position);
  }

  private synchronized void resync() {
    resyncs++;
  }

  @Override
  public synchronized void onError(Throwable failed) {
    if (!ended) {
      System.err.println("bench: a feed broke: " + failed);
    }
  }

  @Override
  public void onComplete() {}
}
