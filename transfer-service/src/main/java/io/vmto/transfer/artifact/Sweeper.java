package io.vmto.transfer.artifact;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes kept artifacts some time after theirs is over, as long as it is not closed. */
final class Sweeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final ArtifactStore store;
  private final Clock clock;
  private final ScheduledExecutorService timer;

  Sweeper(ArtifactStore store, Clock clock, Duration every) {
    this.store = store;
    this.clock = clock;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("artifact-sweeper").factory());
    var unused =
        timer.scheduleWithFixedDelay(
            this::sweep, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    try {
      int deleted = store.sweep(clock.instant());
      if (deleted > 0) {
        log.info("Deleted {} artifacts whose time was over", deleted);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("Expired artifacts could not be deleted; it is tried again: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
