package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.pve.PveFaults.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The node's workers. A task's record and log are on disk from its first moment; one that has no
 * end there when the node starts was cut off, and reads as {@code unexpected status} for ever.
 */
final class Tasks implements AutoCloseable {
  static final String CUT_OFF = "unexpected status";

  /** What a worker does; a {@link PveError} is its error text. */
  interface Work {
    void run(TaskLog log) throws IOException, InterruptedException;
  }

  /**
   * A task as it is known.
   *
   * @param exit null while it runs
   */
  record Task(int number, String upid, @Nullable String exit, boolean vanished) {
    Upid id() {
      return Upid.parse(upid).orElseThrow();
    }
  }

  private final Path dir;
  private final PveSettings settings;
  private final PveFaults faults;
  private final Clock clock;
  private final Map<Integer, Task> tasks = new ConcurrentSkipListMap<>();
  private final Map<Integer, Thread> running = new ConcurrentSkipListMap<>();
  private int last;
  private boolean closing;

  Tasks(Path dataDir, PveSettings settings, PveFaults faults, Clock clock) throws IOException {
    this.dir = Files.createDirectories(dataDir.resolve("tasks"));
    this.settings = settings;
    this.faults = faults;
    this.clock = clock;
    try (var files = Files.newDirectoryStream(dir, "*.json")) {
      for (var file : files) {
        Json.load(file, Task.class).ifPresent(task -> tasks.put(task.number(), task));
      }
    }
    last = tasks.keySet().stream().mapToInt(n -> n).max().orElse(0);
    tasks.values().stream()
        .filter(task -> task.exit() == null)
        .toList()
        .forEach(task -> keep(new Task(task.number(), task.upid(), CUT_OFF, task.vanished())));
  }

  /** Starts a worker and answers its UPID at once. */
  synchronized String start(String type, String id, Caller caller, Work work) {
    if (closing) {
      throw PveError.fault("the node is going down");
    }
    int number = ++last;
    long now = clock.instant().getEpochSecond();
    long uptime = clock.millis() / 10 % 0xFFFFFFFFL;
    // A real pid is never the same twice in a short time; the number stands in for it.
    var upid = new Upid(settings.node(), 1000 + number, uptime, now, type, id, caller.id());
    boolean vanishes = faults.strikes(Point.TASK_VANISHES, upid.toString());
    var task = new Task(number, upid.toString(), null, vanishes);
    keep(task);
    running.put(number, Thread.ofVirtual().name("task-" + number).start(() -> run(task, work)));
    return task.upid();
  }

  private void run(Task task, Work work) {
    var log = log(task);
    String exit;
    try {
      Thread.sleep(settings.taskDelay());
      work.run(log);
      if (faults.strikes(Point.TASK_WARNINGS, task.upid())) {
        log.warn("something the sandbox was told to warn about");
      }
      exit = log.warnings() == 0 ? "OK" : "WARNINGS: " + log.warnings();
      log.line("TASK " + exit);
    } catch (PveError e) {
      exit = e.reason();
      log.line("TASK ERROR: " + exit);
    } catch (InterruptedException e) {
      exit = isClosing() ? null : "interrupted by signal";
    } catch (IOException | RuntimeException e) {
      exit = isClosing() ? null : "internal error: " + e;
    }
    finish(task, exit, log);
  }

  private void finish(Task task, @Nullable String exit, TaskLog log) {
    if (exit != null) {
      if (exit.startsWith("int")) {
        log.line("TASK ERROR: " + exit);
      }
      keep(new Task(task.number(), task.upid(), exit, task.vanished()));
    }
    running.remove(task.number());
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private void keep(Task task) {
    tasks.put(task.number(), task);
    Json.save(dir.resolve(task.number() + ".json"), task);
  }

  Optional<Task> find(String upid) {
    return tasks.values().stream().filter(task -> task.upid().equals(upid)).findFirst();
  }

  List<Task> all() {
    return List.copyOf(tasks.values());
  }

  TaskLog log(Task task) {
    return new TaskLog(dir.resolve(task.number() + ".log"));
  }

  /** Interrupts a running task; a task that has ended stays as it is. */
  void stop(Task task) {
    var thread = running.get(task.number());
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Cuts off what runs, as a power failure would: their ends are found at the next start. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
    }
    for (var thread : running.values()) {
      thread.interrupt();
      try {
        thread.join(java.time.Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
