package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.operations.ProjectionView.Difference;
import io.vmto.contract.operations.ProjectionView.Kind;
import io.vmto.runtime.Failures;
import io.vmto.runtime.operations.Tokens;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Folds a read model anew beside the live one, which goes on serving. It follows the live one and
 * never gets past it; for the last few events the live one's table is locked, so that both stand at
 * the same position when they are compared or swapped. One at a time, on a thread of its own; what
 * is beside goes away however it ends.
 */
final class Rebuilder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rebuilder.class);
  private static final int BATCH = 200;

  /** One rebuild in the whole installation; the number is anybody's. */
  private static final long LOCK = 4712;

  private final DataSource pool;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final EventStore store;
  private final Serializer stored;
  private final Tokens tokens;
  private final Runs runs;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("rebuild").daemon().factory());

  Rebuilder(
      DataSource pool,
      PlatformTransactionManager transactions,
      EventStore store,
      Serializer stored,
      Tokens tokens,
      Runs runs) {
    this.pool = pool;
    this.jdbc = new JdbcTemplate(pool);
    this.transaction = new TransactionTemplate(transactions);
    this.store = store;
    this.stored = stored;
    this.tokens = tokens;
    this.runs = runs;
  }

  List<ReadModel> models() {
    return ReadModel.all(jdbc);
  }

  /** Of the last event in the live read models. */
  long livePosition() {
    return jdbc
        .query(
            "select token, tokenType from axon.token_entry where processorName = ?",
            (row, n) -> tokens.position(row.getBytes(1), row.getString(2)),
            Projection.NAME)
        .stream()
        .mapToLong(Long::longValue)
        .min()
        .orElse(-1);
  }

  /** Drops what a killed process left, unless another one is at work. */
  void tidy() {
    try {
      var unused = alone(this::dropAll);
    } catch (Rejected e) {
      log.info("Another process rebuilds a read model");
    }
  }

  private int dropAll() {
    models().forEach(model -> new Beside(model, jdbc).drop());
    return models().size();
  }

  void begin(ReadModel model, Kind kind) {
    thread.execute(() -> run(model, kind));
  }

  /** It is done once nothing of it is left, and the next may begin. */
  private void run(ReadModel model, Kind kind) {
    try {
      var folded = alone(() -> fold(model, kind));
      runs.done(model.table(), folded.position(), folded.found());
    } catch (RuntimeException e) {
      runs.failed(model.table(), Failures.of(e));
    }
  }

  private record Folded(long position, List<Difference> found) {}

  private Folded fold(ReadModel model, Kind kind) {
    var beside = new Beside(model, jdbc);
    beside.create();
    try (var events = new EventLog(store, stored)) {
      follow(model, beside, events);
      var found =
          Objects.requireNonNull(
              transaction.execute(status -> finish(model, beside, events, kind)));
      return new Folded(events.position(), found);
    } finally {
      beside.drop();
    }
  }

  /** Until there is so little left that the live one can be held for it. */
  private void follow(ReadModel model, Beside beside, EventLog events) {
    long last = livePosition();
    do {
      runs.at(model.table(), events.position(), last);
      if (project(beside, events, last) < BATCH) {
        last = livePosition();
      }
    } while (last - events.position() > BATCH);
  }

  private List<Difference> finish(ReadModel model, Beside beside, EventLog events, Kind kind) {
    beside.lockLive(kind == Kind.REBUILD);
    long last = livePosition();
    while (project(beside, events, last) > 0) {
      runs.at(model.table(), events.position(), last);
    }
    if (kind == Kind.CHECK) {
      return beside.differences();
    }
    beside.swap();
    return List.of();
  }

  private int project(Beside beside, EventLog events, long last) {
    try {
      var batch = events.upTo(last, BATCH);
      if (!batch.isEmpty()) {
        transaction.executeWithoutResult(status -> beside.project(batch));
      }
      return batch.size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Rejected(
          Failure.passing(
              ErrorCode.TIMED_OUT, "The server is being stopped.", "Start it again later."));
    }
  }

  /** With a lock that goes with the connection, so that a killed process holds nothing. */
  private <T> T alone(Supplier<T> work) {
    try (var connection = pool.getConnection();
        var lock = connection.prepareStatement("select pg_try_advisory_lock(" + LOCK + ")");
        var unlock = connection.prepareStatement("select pg_advisory_unlock(" + LOCK + ")")) {
      try (var row = lock.executeQuery()) {
        if (!row.next() || !row.getBoolean(1)) {
          throw new Rejected(
              ErrorCode.ILLEGAL_STATE,
              "Another process of this installation rebuilds a read model.",
              "Wait for its end.");
        }
      }
      try {
        return work.get();
      } finally {
        unlock.execute();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
      log.warn("A rebuild does not end; what it left is dropped at the next start");
    }
  }
}
