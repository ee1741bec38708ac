package io.vmto.standalone.cli;

import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/** How far something is that this process does itself: the moving line, a few times a second. */
final class Meter implements LongConsumer, AutoCloseable {
  private static final long REDRAW = Duration.ofMillis(200).toNanos();
  private static final JobId NONE = new JobId("-");

  private final Display display = Display.onStderr();
  private final String what;
  private final long total;
  private final long began = System.nanoTime();
  private long first = -1;
  private long due = began;

  /**
   * @param total in bytes
   */
  Meter(String what, long total) {
    this.what = what;
    this.total = total;
  }

  /** May be called from any thread and as often as one likes. */
  @Override
  public synchronized void accept(long done) {
    long now = System.nanoTime();
    first = first < 0 ? done : first;
    if (now - due < 0) {
      return;
    }
    due = now + REDRAW;
    long rate = (long) ((done - first) / Math.max(1e-3, (now - began) / 1e9));
    display.progress(new Progress(NONE, 0, what, "", total, done, 0, 0, 0, rate, Instant.now()));
  }

  @Override
  public synchronized void close() {
    display.end();
  }
}
