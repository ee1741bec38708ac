package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.PveClient.segment;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Waits for tasks of a node, which go on whether we listen or not. */
final class PveTasks {
  private static final Logger log = LoggerFactory.getLogger(PveTasks.class);
  private static final Pattern WARNINGS = Pattern.compile("WARNINGS: (\\d{1,9})");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** How long polling may fail in a row before the task counts as unreachable. */
  private static final Duration DEAF = Duration.ofSeconds(60);

  private static final int LOG_PAGE = 500;
  private static final int LOG_KEPT = 5000;

  private final PveClient client;

  PveTasks(PveClient client) {
    this.client = client;
  }

  /**
   * How a task ended well.
   *
   * @param warnings how many warnings the node counted
   * @param log its lines
   */
  record End(int warnings, List<String> log) {
    static final End NONE = new End(0, List.of());
  }

  /** A task that ended badly, with what it had logged. */
  static final class Failed extends RuntimeException {
    private final transient PlatformException failure;
    private final transient List<String> log;

    Failed(PlatformException failure, List<String> log) {
      super(failure);
      this.failure = failure;
      this.log = List.copyOf(log);
    }

    PlatformException failure() {
      return failure;
    }

    List<String> log() {
      return log;
    }
  }

  /** Waits for the task that a call answered with; an answer without a task is done already. */
  End await(JsonNode answer, Duration patience, ErrorCode otherwise) {
    if (answer.isNull()) {
      return End.NONE;
    }
    try {
      return await(Upid.parse(answer.asString("")), patience, otherwise, _ -> {});
    } catch (Failed e) {
      throw e.failure();
    }
  }

  /**
   * Waits until the task has ended. An interrupted waiter stops the task.
   *
   * @param otherwise the code of an exit status that says nothing known
   * @param lines sees the log as it grows
   * @throws Failed with the log, when the task ended badly or could not be watched any longer
   */
  End await(Upid task, Duration patience, ErrorCode otherwise, Consumer<String> lines) {
    var seen = new ArrayList<String>();
    try {
      var exit = watch(task, patience, line -> keep(seen, lines, line));
      return end(task, exit, otherwise, seen);
    } catch (PlatformException e) {
      if (Thread.interrupted()) {
        stop(task);
        Thread.currentThread().interrupt();
      }
      throw new Failed(e, seen);
    }
  }

  private static void keep(List<String> seen, Consumer<String> lines, String line) {
    if (seen.size() < LOG_KEPT) {
      seen.add(line);
    }
    lines.accept(line);
  }

  private String watch(Upid task, Duration patience, Consumer<String> lines) {
    var deadline = System.nanoTime() + patience.toNanos();
    var lastHeard = System.nanoTime();
    var pause = FIRST_PAUSE;
    var reader = new LogReader(task, lines);
    while (System.nanoTime() < deadline) {
      try {
        var status = client.get(path(task) + "/status");
        reader.readOn();
        if (status.path("status").asString("").equals("stopped")) {
          return status.path("exitstatus").asString("unexpected status");
        }
        lastHeard = System.nanoTime();
      } catch (PlatformException e) {
        if (!forgivable(e) || System.nanoTime() - lastHeard > DEAF.toNanos()) {
          throw e;
        }
        log.info("Task {} could not be asked, will ask again: {}", task, e.getMessage());
      }
      pause(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(3).dividedBy(2) : pause;
    }
    throw new PlatformException(
        Failure.passing(
                ErrorCode.TIMED_OUT,
                "The task did not end within " + patience.toMinutes() + " minutes",
                "Look at the task on the node; it may still be running.")
            .with("task", task));
  }

  private static boolean forgivable(PlatformException e) {
    var failure = e.failure();
    return failure.transientFault()
        && !failure.message().contains("no such task")
        && !Thread.currentThread().isInterrupted();
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  /** Best effort: the task may have ended, and nobody waits for it any longer. */
  private void stop(Upid task) {
    try {
      client.delete(path(task), Map.of());
    } catch (PlatformException e) {
      log.warn("Task {} could not be stopped: {}", task, e.getMessage());
    }
  }

  static PlatformException interrupted(InterruptedException e) {
    return new PlatformException(
        Failure.passing(
            ErrorCode.INTERNAL_ERROR, "The work was told to stop", "It is resumed by itself."),
        e);
  }

  private static End end(Upid task, String exit, ErrorCode otherwise, List<String> seen) {
    if (exit.equals("OK")) {
      return new End(0, List.copyOf(seen));
    }
    var warnings = WARNINGS.matcher(exit);
    if (warnings.matches()) {
      log.warn("Task {} ended with {} warnings", task, warnings.group(1));
      return new End(Integer.parseInt(warnings.group(1)), List.copyOf(seen));
    }
    throw new PlatformException(PveErrors.ofSentence(exit, otherwise).with("task", task));
  }

  private static String path(Upid task) {
    return "/nodes/" + segment(task.node()) + "/tasks/" + segment(task.text());
  }

  /** Reads a task's log on from where it was. */
  private final class LogReader {
    private final Upid task;
    private final Consumer<String> lines;
    private int next;

    LogReader(Upid task, Consumer<String> lines) {
      this.task = task;
      this.lines = lines;
    }

    /** What the log would have told is not worth failing a task that goes well. */
    void readOn() {
      try {
        readPages();
      } catch (PlatformException e) {
        log.info("The log of task {} could not be read: {}", task, e.getMessage());
      }
    }

    private void readPages() {
      int got;
      do {
        var query = Map.of("start", Integer.toString(next), "limit", Integer.toString(LOG_PAGE));
        got = 0;
        for (var line : client.get(path(task) + "/log", query)) {
          var text = line.path("t").asString("");
          if (next == 0 && got == 0 && text.equals("no content")) {
            return;
          }
          lines.accept(text);
          got++;
        }
        next += got;
      } while (got == LOG_PAGE);
    }
  }
}
