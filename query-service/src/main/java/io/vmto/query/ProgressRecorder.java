package io.vmto.query;

import io.vmto.contract.transfer.Progress;
import io.vmto.contract.transfer.RecordProgress;
import io.vmto.contract.view.ViewQuery.WatchProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Takes progress from the workers: watchers hear it at once, a thread of its own stores samples. A
 * slow database costs samples, oldest first, and never the sender's time.
 */
final class ProgressRecorder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProgressRecorder.class);
  private static final int WAITING = 2_000;
  private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);

  private final BlockingQueue<Progress> waiting = new ArrayBlockingQueue<>(WAITING);
  private final SampleStore samples;
  private final QueryUpdateEmitter updates;
  private final Clock clock;
  private final Thread writer = Thread.ofPlatform().name("samples").daemon().unstarted(this::run);
  private Instant pruned = Instant.EPOCH;
  private volatile boolean closing;

  ProgressRecorder(SampleStore samples, QueryUpdateEmitter updates, Clock clock) {
    this.samples = samples;
    this.updates = updates;
    this.clock = clock;
  }

  void start() {
    writer.start();
  }

  @CommandHandler
  void record(RecordProgress command) {
    var progress = command.progress();
    while (!waiting.offer(progress)) {
      waiting.poll();
    }
    updates.emit(WatchProgress.class, q -> true, progress);
  }

  /** Stores what is waiting and ends. */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    writer.interrupt();
    writer.join(Duration.ofSeconds(5));
  }

  private void run() {
    try {
      while (!closing) {
        var first = waiting.poll(1, TimeUnit.SECONDS);
        if (first != null) {
          store(first);
        }
        prune();
      }
    } catch (InterruptedException e) {
      log.debug("Told to end");
    }
    var last = waiting.poll();
    if (last != null) {
      store(last);
    }
  }

  private void store(Progress first) {
    var batch = new ArrayList<Progress>();
    batch.add(first);
    waiting.drainTo(batch);
    try {
      samples.insert(batch);
    } catch (DataAccessException e) {
      log.warn("{} progress samples are lost: {}", batch.size(), e.getMessage());
    }
  }

  private void prune() {
    var now = clock.instant();
    if (now.isBefore(pruned.plus(PRUNE_EVERY))) {
      return;
    }
    try {
      samples.thin(pruned, now);
      pruned = now;
    } catch (DataAccessException e) {
      log.warn("Old progress samples are not thinned out: {}", e.getMessage());
    }
  }
}
