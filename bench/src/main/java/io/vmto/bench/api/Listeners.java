package io.vmto.bench.api;

import io.vmto.standalone.Wait;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients who each follow one job, some who follow everything, and what happens to these jobs:
 * their limits change, over the API. So every event takes the whole way, from a command and its
 * aggregate to the last client, and none is there that no server would have written.
 */
final class Listeners implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Settings settings;
  private final Door door;
  private final long head;
  private final HttpClient http = Door.client();
  private final List<Listener> ofJobs = new ArrayList<>();
  private final List<Listener> ofAll = new ArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  final Figures delivery = new Figures();
  final Figures commands = new Figures();

  Listeners(Settings settings, Door door, long head) {
    this.settings = settings;
    this.door = door;
    this.head = head;
  }

  /** Returns when all of them are heard by the server. */
  void connect() throws InterruptedException {
    var connected = new CountDownLatch(settings.clients() + Settings.GLOBAL);
    for (int client = 0; client < settings.clients(); client++) {
      var path = "/jobs/" + job(client) + "/events";
      ofJobs.add(Listener.to(http, door, path, head, connected, delivery));
    }
    for (int client = 0; client < Settings.GLOBAL; client++) {
      ofAll.add(Listener.to(http, door, "/events", head, connected, delivery));
    }
    if (!connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(connected.getCount() + " clients were not connected");
    }
  }

  private String job(int client) {
    return Fill.job(settings.jobs() - 1 - client).value();
  }

  /** Lets so much happen in a second as is wanted, and returns when it was told. */
  void happen(int seconds) {
    delivery.clear();
    commands.clear();
    long began = System.nanoTime();
    int events = settings.rate() * seconds;
    int before = accepted.get() + refused.get();
    for (int number = 0; number < events; number++) {
      long due = began + TimeUnit.SECONDS.toNanos(1) * number / settings.rate();
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      change(job(number % settings.clients()), before + number + 1);
    }
    Wait.until(
        "every command is answered",
        PATIENCE,
        () -> accepted.get() + refused.get() == before + events);
    Wait.until(
        "everything is told",
        PATIENCE,
        () -> ofAll.stream().allMatch(l -> l.told().size() >= accepted.get()));
  }

  private void change(String job, int bytesPerSecond) {
    long began = System.nanoTime();
    var request =
        door.request("/jobs/" + job + "/limits")
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("{\"bytesPerSecond\":" + bytesPerSecond + "}"))
            .build();
    var answered = http.sendAsync(request, BodyHandlers.discarding());
    var unused =
        answered.whenComplete(
            (answer, failed) -> {
              commands.add(System.nanoTime() - began);
              boolean good = failed == null && answer.statusCode() == 202;
              (good ? accepted : refused).incrementAndGet();
            });
  }

  int accepted() {
    return accepted.get();
  }

  int refused() {
    return refused.get();
  }

  long resyncs() {
    return ofJobs.stream().mapToLong(Listener::resyncs).sum()
        + ofAll.stream().mapToLong(Listener::resyncs).sum();
  }

  /**
   * Clients who were not told exactly what is in the log, in its order.
   *
   * @param log the job of each event after the head, by its position
   */
  List<String> wrong(Map<Long, String> log) {
    var positions = log.keySet().stream().sorted().toList();
    var byJob = new HashMap<String, List<Long>>();
    positions.forEach(p -> byJob.computeIfAbsent(log.get(p), j -> new ArrayList<>()).add(p));
    var wrong = new ArrayList<String>();
    for (int client = 0; client < ofJobs.size(); client++) {
      var expected = byJob.getOrDefault(job(client), List.of());
      compare("the client of " + job(client), expected, ofJobs.get(client).told(), wrong);
    }
    for (var listener : ofAll) {
      compare("a client of all", positions, listener.told(), wrong);
    }
    return wrong;
  }

  private static void compare(
      String who, List<Long> expected, List<Long> told, List<String> wrong) {
    if (!told.equals(expected)) {
      var missing = new ArrayList<>(expected);
      missing.removeAll(told);
      wrong.add(
          "%s was told %d events for %d, without %s"
              .formatted(who, told.size(), expected.size(), missing));
    }
  }

  void end() {
    ofJobs.forEach(Listener::end);
    ofAll.forEach(Listener::end);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
