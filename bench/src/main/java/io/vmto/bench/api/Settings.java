package io.vmto.bench.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What stands on the command line.
 *
 * @param jobs how many jobs the installation has, at least one for each client
 * @param events about how many events they have in all
 * @param readers who read at the same time, each asking again as soon as it was answered
 * @param clients who listen to a job each
 * @param rate events a second while they listen
 * @param seconds how long each part is measured
 * @param java options of the server's JVM, such as those of a profiler
 * @param folder where all of it lies
 * @param filled it lies there already, from a run before
 */
record Settings(
    int jobs,
    long events,
    int readers,
    int clients,
    int rate,
    int seconds,
    String java,
    Path folder,
    boolean filled) {
  /** Who listen to all events. */
  static final int GLOBAL = 10;

  static Settings of(String... arguments) throws IOException {
    int jobs = 10_000;
    long events = 1_000_000;
    int readers = 50;
    int clients = 1_000;
    int rate = 200;
    int seconds = 60;
    var java = "";
    var again = "";
    var folder = Path.of(System.getProperty("bench.home"), "target", "bench-api");
    var rest = new ArrayList<>(List.of(arguments));
    while (!rest.isEmpty()) {
      var option = rest.removeFirst();
      var value = rest.removeFirst();
      switch (option) {
        case "--jobs" -> jobs = Integer.parseInt(value);
        case "--events" -> events = Long.parseLong(value);
        case "--readers" -> readers = Integer.parseInt(value);
        case "--clients" -> clients = Integer.parseInt(value);
        case "--rate" -> rate = Integer.parseInt(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        case "--java" -> java = value;
        case "--again" -> again = value;
        case "--dir" -> folder = Path.of(value).toAbsolutePath();
        default -> throw new IllegalArgumentException("what is " + option + "?");
      }
    }
    if (clients >= jobs) {
      throw new IllegalArgumentException("each client listens to a job of its own");
    }
    Files.createDirectories(folder);
    var run =
        again.isEmpty()
            ? Files.createTempDirectory(folder, "run.")
            : Path.of(again).toAbsolutePath();
    return new Settings(jobs, events, readers, clients, rate, seconds, java, run, !again.isEmpty());
  }

  void cleanUp() throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
