package io.vmto.transfer.worker;

import java.time.Duration;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The steps of one transfer that run at this moment, each on a thread of its own. Used by the one
 * thread that drives the transfer.
 */
final class Crew implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("step-", 0).factory());
  private final CompletionService<Void> ends = new ExecutorCompletionService<>(threads);
  private volatile boolean stopping;
  private int running;

  /** An attempt of a step, its report included. */
  interface Attempt {
    void run();
  }

  void start(Attempt attempt) {
    var unused =
        ends.submit(
            () -> {
              attempt.run();
              return null;
            });
    running++;
  }

  boolean idle() {
    return running == 0;
  }

  /** Whether the steps are to stop at their next checkpoint. */
  boolean stopping() {
    return stopping;
  }

  /** Blocks until a step has ended or the time is over; throws what a step has thrown. */
  void await(Duration most) {
    if (running > 0) {
      try {
        var end = ends.poll(most.toMillis(), TimeUnit.MILLISECONDS);
        if (end != null) {
          running--;
          end.get();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while steps were running", e);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
      }
    }
  }

  /** Asks every step to stop and blocks until all have ended. */
  void stop() {
    stopping = true;
    try {
      while (!idle()) {
        await(Duration.ofMinutes(1));
      }
    } finally {
      stopping = false;
    }
  }

  /** Like {@link #stop}, whatever the steps throw. */
  @Override
  public void close() {
    stopping = true;
    threads.close();
  }
}
