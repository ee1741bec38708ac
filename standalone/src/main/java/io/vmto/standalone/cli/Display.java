package io.vmto.standalone.cli;

import io.vmto.contract.transfer.Progress;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.contract.view.JobView;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A job as it goes on: a line for each step that starts, fails or ends, and below it, on a
 * terminal, one line that moves.
 */
public final class Display {
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean live;
  private final Set<String> told = new HashSet<>();
  private final Map<Integer, Progress> running = new TreeMap<>();
  private boolean moving;

  public Display(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Live only where a person looks at it. */
  public static Display onStderr() {
    return new Display(System.err, terminal());
  }

  private static boolean terminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  public void job(JobView job) {
    for (var step : job.steps()) {
      if (step.status() != StepStatus.RUNNING) {
        running.remove(step.index());
      }
      if (step.status() == StepStatus.PENDING) {
        continue;
      }
      var key = step.index() + ":" + step.status() + ":" + step.attempts() + step.retryAt();
      if (told.add(key)) {
        line(describe(job, step));
      }
    }
    for (var pass : job.passes()) {
      if (told.add("pass " + pass.number() + ":" + pass.state() + ":" + pass.why())) {
        line(describe(pass));
      }
    }
  }

  private static String describe(JobView.PassView pass) {
    return "       pass "
        + pass.number()
        + ": "
        + switch (pass.state()) {
          case RUNNING -> "…" + (pass.why().isEmpty() ? "" : " whole disk again, " + pass.why());
          case DONE ->
              Text.bytes(pass.changed())
                  + " changed, "
                  + Text.bytes(pass.written())
                  + " written in "
                  + Text.time(Duration.ofMillis(pass.millis()));
          case VOID -> "void: " + pass.why();
        };
  }

  private static String describe(JobView job, JobView.StepView step) {
    var head =
        String.format(
            Locale.ROOT, "  %d/%d  %-28s ", step.index() + 1, job.steps().size(), step.title());
    var failure = step.failure();
    var because = failure == null ? "" : failure.code() + ": " + failure.message();
    return head
        + switch (step.status()) {
          case PENDING -> "waits";
          case RUNNING -> step.attempts() > 1 ? "attempt " + step.attempts() : "…";
          case RETRYING -> "will be tried again: " + because;
          case WAITING -> "in step, next pass at " + step.retryAt() + forecast(job);
          case FAILED -> "failed: " + because;
          case SKIPPED -> "skipped";
          case SUCCEEDED -> "done in " + Text.between(step.startedAt(), step.endedAt());
        };
  }

  private static String forecast(JobView job) {
    var forecast = job.forecast();
    return forecast == null ? "" : "; cutover now: " + Text.forecast(forecast);
  }

  public void progress(Progress p) {
    if (!live) {
      return;
    }
    running.put(p.step(), p);
    long total = sum(Progress::total);
    long done = sum(Progress::done);
    long rate = sum(Progress::rate);
    double part = total == 0 ? 0 : Math.min(1, (double) done / total);
    int full = (int) Math.round(part * BAR);
    var eta =
        rate > 0 && total > done
            ? "  ETA " + Text.time(Duration.ofSeconds((total - done) / rate))
            : "";
    out.printf(
        Locale.ROOT,
        "\r\033[K       %-14s [%s%s] %3.0f %%  %s of %s  %s/s%s",
        running.size() == 1 ? p.phase() : p.phase() + " ×" + running.size(),
        "█".repeat(full),
        "·".repeat(BAR - full),
        part * 100,
        Text.bytes(done),
        Text.bytes(total),
        Text.bytes(rate),
        eta);
    out.flush();
    moving = true;
  }

  /** Over the steps that run at the same time. */
  private long sum(ToLongFunction<Progress> what) {
    return running.values().stream().mapToLong(what).sum();
  }

  public void line(String text) {
    end();
    out.println(text);
  }

  /** Clears the moving line. */
  public void end() {
    if (moving) {
      out.print("\r\033[K");
      out.flush();
      moving = false;
    }
  }
}
