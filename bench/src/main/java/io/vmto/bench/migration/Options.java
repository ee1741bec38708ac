package io.vmto.bench.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What stands on the command line of a bench.
 *
 * @param only what to run, or nothing for everything
 */
record Options(int runs, long seed, Path folder, List<String> only) {
  static Options of(int runs, String... arguments) throws IOException {
    long seed = 1;
    var folder = Path.of(System.getProperty("bench.home"), "target", "bench-migration");
    var only = new ArrayList<String>();
    var rest = new ArrayList<>(List.of(arguments));
    while (!rest.isEmpty()) {
      var option = rest.removeFirst();
      switch (option) {
        case "--runs" -> runs = Integer.parseInt(rest.removeFirst());
        case "--seed" -> seed = Long.parseLong(rest.removeFirst());
        case "--dir" -> folder = Path.of(rest.removeFirst()).toAbsolutePath();
        default -> only.add(option);
      }
    }
    Files.createDirectories(folder);
    return new Options(runs, seed, Files.createTempDirectory(folder, "run."), only);
  }

  /** Takes away everything that was made, unless there is something to look at. */
  void cleanUp(boolean good) throws IOException {
    if (!good) {
      System.err.println("bench: everything is left in " + folder);
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
