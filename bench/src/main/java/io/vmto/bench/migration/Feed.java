package io.vmto.bench.migration;

import io.vmto.contract.job.JobId;
import io.vmto.runtime.ContractJson;
import io.vmto.standalone.ServerProcess;
import io.vmto.standalone.Wait;
import io.vmto.standalone.cli.ApiProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Follows the events of a job as they are stored, through restarts of the server. */
final class Feed implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ServerProcess server;
  private final JobId job;
  private final List<Told> told = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  Feed(ServerProcess server, JobId job) {
    this.server = server;
    this.job = job;
    Thread.ofVirtual().name("feed").start(this::follow);
  }

  private void follow() {
    while (!closed) {
      long after = told.isEmpty() ? 0 : told.getLast().position();
      try (var api = server.api();
          var lines = api.lines("/jobs/" + job + "/events", after)) {
        lines.filter(line -> line.startsWith("data:")).forEach(this::take);
      } catch (IOException | UncheckedIOException | ApiProblem e) {
        // it was killed; the next one goes on where this one was
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(String line) {
    var json = ContractJson.mapper().readTree(line.substring(5));
    if (json.has("type")) {
      told.add(
          new Told(
              json.path("position").asLong(),
              json.path("type").asString(),
              Instant.parse(json.path("at").asString()),
              json.path("payload")));
    }
  }

  /** All so far, oldest first. */
  List<Told> told() {
    return List.copyOf(told);
  }

  /** The first after so many that is like this, if it was told. */
  Optional<Told> after(int count, Predicate<Told> like) {
    return told().stream().skip(count).filter(like).findFirst();
  }

  Told await(String what, Duration limit, Predicate<Told> like) {
    Wait.until(what, limit, () -> told.stream().anyMatch(like));
    return told.stream().filter(like).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    closed = true;
  }
}
