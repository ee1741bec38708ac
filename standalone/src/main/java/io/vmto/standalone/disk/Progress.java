package io.vmto.standalone.disk;

import io.vmto.standalone.cli.Text;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a command is: one line that is drawn anew on a terminal, a plain line every few seconds
 * elsewhere. Takes reports from any thread and as often as they come.
 */
final class Progress implements AutoCloseable {
  private static final long REDRAW = Duration.ofMillis(200).toNanos();
  private static final long PLAIN = Duration.ofSeconds(5).toNanos();
  private static final int BAR = 24;

  private final PrintWriter out;
  private final String verb;
  private final long total;
  private final boolean terminal;
  private final long interval;
  private final long began = System.nanoTime();
  private volatile long due;
  private long first = -1;
  private boolean drawn;

  private Progress(PrintWriter out, String verb, long total, boolean terminal, long interval) {
    this.out = out;
    this.verb = verb;
    this.total = total;
    this.terminal = terminal;
    this.interval = interval;
    this.due = began + interval;
  }

  /** Shows nothing when told to be quiet. */
  static Progress of(PrintWriter out, String verb, long total, boolean quiet) {
    boolean terminal =
        !quiet && Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new Progress(out, verb, total, terminal, terminal ? REDRAW : quiet ? -1 : PLAIN);
  }

  void at(long done) {
    if (interval >= 0 && System.nanoTime() - due >= 0) {
      show(done);
    }
  }

  private synchronized void show(long done) {
    long now = System.nanoTime();
    if (now - due < 0) {
      return;
    }
    due = now + interval;
    if (first < 0) {
      first = done - (long) ((double) done * Math.min(1, interval / (double) (now - began)));
    }
    double seconds = (now - began) / 1e9;
    double rate = Math.max(0, done - first) / seconds;
    double part = Math.min(1, done / (double) total);
    String eta =
        rate < 1 ? "" : "  ETA " + Text.time(Duration.ofSeconds((long) ((total - done) / rate)));
    String line =
        String.format(
            Locale.ROOT,
            "%s %3.0f %%  %s of %s  %.1f MB/s%s",
            verb,
            part * 100,
            Text.bytes(done),
            Text.bytes(total),
            rate / 1e6,
            eta);
    if (terminal) {
      int full = (int) Math.round(part * BAR);
      out.print("\r\033[K[" + "█".repeat(full) + "·".repeat(BAR - full) + "] " + line);
      drawn = true;
    } else {
      out.println(line);
    }
    out.flush();
  }

  /** Clears the moving line. */
  @Override
  public synchronized void close() {
    if (drawn) {
      out.print("\r\033[K");
      out.flush();
      drawn = false;
    }
  }
}
