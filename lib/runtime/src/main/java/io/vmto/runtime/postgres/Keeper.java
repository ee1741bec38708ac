package io.vmto.runtime.postgres;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server running on its port. One that ends by itself, killed or out of memory, is started
 * again: what it had committed is there, and whoever used it asks again.
 */
final class Keeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);
  private static final int MOST = 5;

  /** A server that has run for so long has not failed to start. */
  private static final long STEADY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** The processes of a killed server end a moment after it; until then they hold its memory. */
  private static final Executor SOON =
      CompletableFuture.delayedExecutor(
          500, TimeUnit.MILLISECONDS, Thread.ofPlatform().name("postgres-keeper").daemon()::start);

  private final Cluster cluster;
  private final int port;
  private final Map<String, String> settings;
  private Postmaster server;
  private long startedAt;
  private int failures;
  private boolean closed;

  private Keeper(Cluster cluster, int port, Map<String, String> settings) throws IOException {
    this.cluster = cluster;
    this.port = port;
    this.settings = Map.copyOf(settings);
    this.server = Postmaster.start(cluster, port, settings);
  }

  /** Blocks until the server is ready. */
  static Keeper start(Cluster cluster, int port, Map<String, String> settings) throws IOException {
    var keeper = new Keeper(cluster, port, settings);
    keeper.watch();
    return keeper;
  }

  private synchronized void watch() {
    startedAt = System.nanoTime();
    var unused = server.process().onExit().thenRunAsync(this::again, SOON);
  }

  private synchronized void again() {
    if (closed) {
      return;
    }
    failures = System.nanoTime() - startedAt > STEADY_NANOS ? 1 : failures + 1;
    if (failures > MOST) {
      log.error("PostgreSQL has ended {} times in a row; see {}", failures, cluster.log());
      return;
    }
    log.warn("PostgreSQL has ended by itself and is started again; see {}", cluster.log());
    try {
      server = Postmaster.start(cluster, port, settings);
      watch();
    } catch (IOException e) {
      log.warn("PostgreSQL did not start: {}", e.getMessage());
      startedAt = System.nanoTime();
      SOON.execute(this::again);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    server.stop();
  }
}
