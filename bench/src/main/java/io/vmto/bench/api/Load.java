package io.vmto.bench.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** Who used the processors since when; what others do on the machine spoils a measurement. */
record Load(long pid, long at, Duration server, Duration database, Duration bench, Duration all) {
  private static final Path STAT = Path.of("/proc/stat");

  /** Clock ticks of Linux, a hundred a second. */
  private static final long TICK_MILLIS = 10;

  private static final int IDLE = 4;
  private static final int WAITING = 5;

  static Load of(long pid) throws IOException {
    var server = ProcessHandle.of(pid).orElseThrow();
    return new Load(
        pid,
        System.nanoTime(),
        used(Stream.of(server)),
        used(server.descendants()),
        used(Stream.of(ProcessHandle.current())),
        busy());
  }

  /** What was used since, in processors. */
  void print() throws IOException {
    var now = of(pid);
    double seconds = (now.at - at) / 1e9;
    double ours = share(server, now.server, seconds);
    double theirs = share(database, now.database, seconds);
    double asking = share(bench, now.bench, seconds);
    double others = share(all, now.all, seconds) - ours - theirs - asking;
    System.out.printf(
        Locale.ROOT,
        "  processors: server %.2f, database %.2f, clients %.2f, others %.2f of %d%n",
        ours,
        theirs,
        asking,
        Math.max(0, others),
        Runtime.getRuntime().availableProcessors());
  }

  private static double share(Duration before, Duration after, double seconds) {
    return after.minus(before).toNanos() / 1e9 / seconds;
  }

  private static Duration used(Stream<ProcessHandle> processes) {
    return processes
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration busy() throws IOException {
    var ticks = Files.readAllLines(STAT).getFirst().split("\\s+");
    long busy =
        Arrays.stream(ticks, 1, IDLE).mapToLong(Long::parseLong).sum()
            + Arrays.stream(ticks, WAITING + 1, 9).mapToLong(Long::parseLong).sum();
    return Duration.ofMillis(busy * TICK_MILLIS);
  }
}
