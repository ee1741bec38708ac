package io.vmto.transfer.step;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.transfer.RecordProgress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.axonframework.commandhandling.callbacks.NoOpCallback;
import org.axonframework.commandhandling.gateway.CommandGateway;

/**
 * Tells the read side where a step is: at most once a second, fire and forget, so that it never
 * slows a copy.
 */
final class ProgressReporter {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(1);
  private static final double WEIGHT = 0.3;

  private final CommandGateway commands;
  private final JobId job;
  private final int step;
  private long sentAt = System.nanoTime() - EVERY;
  private long sentDone;
  private double rate;
  private String phase = "";

  ProgressReporter(CommandGateway commands, JobId job, int step) {
    this.commands = commands;
    this.job = job;
    this.step = step;
  }

  /** Counters of the phase so far; {@code done} counts towards {@code total}, zeros included. */
  synchronized void at(
      String phase, String disk, long total, long done, long read, long zeros, long written) {
    long now = System.nanoTime();
    if (!phase.equals(this.phase)) {
      this.phase = phase;
      sentDone = 0;
      rate = 0;
    } else if (now - sentAt < EVERY) {
      return;
    }
    double seconds = (now - sentAt) / 1e9;
    double current = Math.max(0, done - sentDone) / seconds;
    rate = rate == 0 ? current : WEIGHT * current + (1 - WEIGHT) * rate;
    sentAt = now;
    sentDone = done;
    var progress =
        new Progress(
            job,
            step,
            phase,
            disk,
            total,
            done,
            read,
            zeros,
            written,
            Math.round(rate),
            Instant.now());
    commands.send(new RecordProgress(progress), NoOpCallback.INSTANCE);
  }
}
