package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import io.vmto.sandbox.pve.PveFaults.Point;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The QEMU processes of the node. Each is written down with its start time, so that one left by a
 * node that was killed is ended at the next start, and never a stranger that got its pid.
 */
final class Machines implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path dir;
  private final Drives drives;
  private final Storages storages;
  private final PveFaults faults;
  private final Map<Integer, Running> running = new ConcurrentHashMap<>();

  /**
   * A process as it is written down.
   *
   * @param startTicks field 22 of {@code /proc/PID/stat}
   * @param sockets a short path of its own: socket names have no room for a long one
   */
  record Running(int vmid, long pid, long startTicks, long startedAt, String sockets) {
    Path socket(String name) {
      return Path.of(sockets).resolve(name);
    }

    boolean alive() {
      return startTicks == ticks(pid);
    }
  }

  Machines(Path dataDir, Drives drives, Storages storages, PveFaults faults) throws IOException {
    this.dir = Files.createDirectories(dataDir.resolve("run"));
    this.drives = drives;
    this.storages = storages;
    this.faults = faults;
    try (var files = Files.newDirectoryStream(dir, "*.json")) {
      for (var file : files) {
        Json.load(file, Running.class).ifPresent(this::end);
      }
    }
  }

  // Zombies count as ended: they hold no disk any more.
  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") ? -1 : Long.parseLong(fields[19]);
    } catch (IOException e) {
      return -1;
    }
  }

  Optional<Running> find(int vmid) {
    return Optional.ofNullable(running.get(vmid)).filter(Running::alive);
  }

  boolean isRunning(int vmid) {
    return find(vmid).isPresent();
  }

  void start(Guest guest, TaskLog log) throws IOException, InterruptedException {
    int vmid = guest.id();
    if (isRunning(vmid)) {
      throw PveError.fault("VM " + vmid + " already running");
    }
    Change.checkLock(guest);
    var sockets = Files.createTempDirectory("vmto-pve-");
    var command =
        faults.strikes(Point.START_FAILS, Integer.toString(vmid))
            ? List.of("qemu-system-x86_64", "-machine", "told-to-fail")
            : QemuCommand.of(guest, drives, storages, sockets);
    var errors = dir.resolve(vmid + ".log");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(errors.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    var entry =
        new Running(
            vmid,
            process.pid(),
            ticks(process.pid()),
            System.currentTimeMillis(),
            sockets.toString());
    Json.save(file(vmid), entry);
    running.put(vmid, entry);
    try {
      release(guest, awaitMonitor(process, entry));
    } catch (IOException e) {
      int code = process.isAlive() ? 1 : process.exitValue();
      end(entry);
      Files.readAllLines(errors).forEach(log::line);
      throw PveError.fault("start failed: QEMU exited with code " + code);
    }
  }

  private static Qmp awaitMonitor(Process process, Running entry)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return Qmp.monitor(entry.socket("qmp"), PATIENCE);
      } catch (SocketException e) {
        // Its socket is not there yet, or has a name but nobody who listens.
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  /** Takes links down as the configuration says, and lets the guest run. */
  private void release(Guest guest, Qmp monitor) throws IOException {
    try (monitor) {
      for (var card : QemuCommand.cards(guest, drives).entrySet()) {
        if (Validator.isTrue(card.getValue().get("link_down"))) {
          monitor.execute("set_link", Map.of("name", card.getKey(), "up", false));
        }
      }
      monitor.execute("cont", Map.of());
    }
  }

  void setLink(int vmid, String card, boolean up) throws IOException {
    command(vmid, "set_link", Map.of("name", card, "up", up));
  }

  void reset(int vmid) throws IOException {
    command(vmid, "system_reset", Map.of());
  }

  void powerDown(int vmid) throws IOException {
    command(vmid, "system_powerdown", Map.of());
  }

  /** What QMP says: running, paused, internal-error … */
  String status(Running entry) {
    try (var qmp = Qmp.monitor(entry.socket("qmp"), Duration.ofSeconds(3))) {
      return qmp.execute("query-status", Map.of()).path("status").asString();
    } catch (IOException e) {
      return "unknown";
    }
  }

  void command(int vmid, String command, Map<String, Object> arguments) throws IOException {
    var entry = find(vmid).orElseThrow(() -> PveError.fault("VM " + vmid + " not running"));
    try (var qmp = Qmp.monitor(entry.socket("qmp"), PATIENCE)) {
      qmp.execute(command, arguments);
    }
  }

  /** Whether the VM was gone before the time was over. */
  boolean awaitEnd(int vmid, Duration patience) throws InterruptedException {
    var entry = find(vmid);
    if (entry.isEmpty()) {
      return true;
    }
    var process = ProcessHandle.of(entry.get().pid());
    try {
      if (process.isPresent()) {
        process.get().onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      }
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the VM at once, as pulling the plug. */
  void stop(int vmid) {
    find(vmid).ifPresent(this::end);
  }

  private void end(Running entry) {
    if (entry.alive()) {
      ProcessHandle.of(entry.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    // Not onExit: a process left by another node is nobody's child here, or a zombie for ever.
    while (entry.alive() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(5_000_000);
    }
    forget(entry);
  }

  private void forget(Running entry) {
    running.remove(entry.vmid());
    try {
      for (String name : List.of("qmp", "qga", "serial0", "serial1", "serial2", "serial3")) {
        Files.deleteIfExists(entry.socket(name));
      }
      Files.deleteIfExists(Path.of(entry.sockets()));
      Files.deleteIfExists(file(entry.vmid()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path file(int vmid) {
    return dir.resolve(vmid + ".json");
  }

  /** Ends every VM. */
  @Override
  public void close() {
    List.copyOf(running.values()).forEach(this::end);
  }
}
