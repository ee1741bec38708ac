package io.vmto.runtime.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server's first process, known by {@code postmaster.pid} in its data folder. */
record Postmaster(ProcessHandle process) {
  /**
   * Recovery after a crash replays at most this much, see max_wal_size; minutes are far beyond it.
   */
  private static final long READY_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final long STOP_SECONDS = 30;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "",
          "max_connections", "100",
          "shared_buffers", "64MB",
          "max_wal_size", "512MB",
          "jit", "off",
          "timezone", "UTC",
          "log_timezone", "UTC");

  /** Starts the server and waits until it is ready. */
  static Postmaster start(Cluster cluster, int port, Map<String, String> settings)
      throws IOException {
    Map<String, String> all = new TreeMap<>(SETTINGS);
    all.putAll(settings);
    all.put("port", Integer.toString(port));
    List<String> command =
        new ArrayList<>(
            List.of(cluster.program("postgres").toString(), "-D", cluster.data().toString()));
    all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    if (Files.exists(cluster.log())) {
      Files.move(
          cluster.log(),
          cluster.log().resolveSibling("postgres.log.1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Process process = ServerUser.current().start(cluster.log(), command.toArray(String[]::new));
    Postmaster server = new Postmaster(process.toHandle());
    try {
      awaitReady(process, cluster);
      return server;
    } catch (IOException | RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  private static void awaitReady(Process process, Cluster cluster) throws IOException {
    long deadline = System.nanoTime() + READY_NANOS;
    try {
      while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
        if (ready(cluster.data(), process.pid())) {
          return;
        }
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("PostgreSQL is not ready: " + ServerUser.tail(cluster.log()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL started", e);
    }
    String log = ServerUser.tail(cluster.log());
    if (log.contains("Address already in use")) {
      throw new PortTakenException(log);
    }
    throw new IOException("PostgreSQL did not start: " + log);
  }

  /** Line 1 is the process, line 8 its state (PostgreSQL, miscadmin.h). */
  private static boolean ready(Path data, long pid) throws IOException {
    List<String> lines = pidFile(data);
    return lines.size() >= 8
        && lines.getFirst().strip().equals(Long.toString(pid))
        && lines.get(7).strip().equals("ready");
  }

  private static List<String> pidFile(Path data) throws IOException {
    try {
      return Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /**
   * Stops the server that a killed parent left on this folder. The number alone may by now be
   * somebody else's process: ours is the one that was started on this very folder. A stale file
   * goes, because PostgreSQL would believe the number.
   */
  static void stopOrphan(Path data) throws IOException {
    List<String> lines = pidFile(data);
    if (lines.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> orphan = parse(lines.getFirst()).flatMap(ProcessHandle::of);
    if (orphan.isPresent() && serves(orphan.get(), data)) {
      new Postmaster(orphan.get()).stop();
    }
    Files.deleteIfExists(data.resolve("postmaster.pid"));
  }

  private static Optional<Long> parse(String pid) {
    return pid.strip().matches("[1-9][0-9]{0,9}")
        ? Optional.of(Long.valueOf(pid.strip()))
        : Optional.empty();
  }

  private static boolean serves(ProcessHandle process, Path data) throws IOException {
    try {
      String words =
          Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1);
      return Arrays.asList(words.split("\0")).contains(data.toString());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Fast shutdown, then an immediate one, which costs a recovery but no data; never SIGKILL. */
  void stop() throws IOException {
    for (String signal : List.of("INT", "QUIT")) {
      if (!process.isAlive()) {
        return;
      }
      signal(signal);
      if (gone()) {
        return;
      }
    }
    throw new IOException("PostgreSQL (process " + process.pid() + ") does not stop");
  }

  /**
   * By the shell, whose kill is always there; Java itself knows TERM only, which waits for clients.
   */
  private void signal(String name) throws IOException {
    new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private boolean gone() throws IOException {
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL stopped", e);
    }
  }
}
