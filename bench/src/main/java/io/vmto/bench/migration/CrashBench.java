package io.vmto.bench.migration;

import java.nio.file.Files;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Strikes cold and warm jobs at random moments until they are done: kills the server with -9 and
 * starts it again, or what else is named. The sandbox is a process of its own and stays up.
 */
public final class CrashBench {
  /** What a kill may cost of one disk: what is read between two checkpoints. */
  static final long CHECKPOINT = 64 << 20;

  private static final int DISK = 96 << 20;

  /** A server on trial moves 25 machines; then it is another one's turn. */
  private static final int TRIAL = 20;

  private CrashBench() {}

  public static void main(String... arguments) throws Exception {
    var options = Options.of(50, arguments);
    var blows =
        options.only().isEmpty()
            ? List.of(Blow.KILL)
            : options.only().stream().map(Blow::of).toList();
    boolean good = true;
    for (var blow : blows) {
      good &= runs(blow, options);
    }
    options.cleanUp(good);
    System.exit(good ? 0 : 1);
  }

  private static boolean runs(Blow blow, Options options) throws Exception {
    var folder = Files.createDirectories(options.folder().resolve(blow.name()));
    var raws =
        List.of(
            Disks.full(folder.resolve("one.raw"), DISK, options.seed()),
            Disks.full(folder.resolve("two.raw"), DISK, options.seed() + 1));
    Lab lab = null;
    var seeds = new Random(options.seed());
    var struck = new EnumMap<Moment, Integer>(Moment.class);
    int good = 0;
    int leftovers = 0;
    boolean untouched = true;
    long most = 0;
    for (int number = 1; number <= options.runs(); number++) {
      if (number % TRIAL == 1) {
        close(lab);
        lab = new Lab(folder.resolve("from-" + number), blow.inBucket());
      }
      var began = System.nanoTime();
      var run = new CrashRun(Objects.requireNonNull(lab), blow, number, raws, seeds.nextLong());
      var wrong = run.run();
      run.struck.forEach((moment, times) -> struck.merge(moment, times, Integer::sum));
      most = Math.max(most, run.redone);
      good += wrong.isEmpty() ? 1 : 0;
      leftovers += (int) wrong.stream().filter(CrashBench::left).count();
      untouched &= !wrong.contains("foreign objects have changed");
      System.out.printf(
          "run %d: %s; %d s, %.1f MiB redone%n",
          number,
          run.story(),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
          mib(run.redone));
      wrong.forEach(what -> System.out.println("  ✗ " + what));
      if (!wrong.isEmpty()) {
        run.keep(options.folder().resolve(blow + "-" + number + ".events"));
      }
    }
    close(lab);
    int sum = struck.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println(sum + " times " + blow + ": " + struck);
    System.out.printf(
        "%d of %d finished identical, leftovers %d, foreign objects %s, most redone %.1f MiB%n",
        good, options.runs(), leftovers, untouched ? "untouched" : "CHANGED", mib(most));
    return good == options.runs();
  }

  private static void close(@Nullable Lab lab) throws InterruptedException {
    if (lab != null) {
      lab.close();
    }
  }

  private static boolean left(String wrong) {
    return wrong.startsWith("machine ")
        || wrong.startsWith("volume ")
        || wrong.startsWith("snapshot vmto-")
        || wrong.startsWith("export lease ")
        || wrong.endsWith(" are left")
        || wrong.equals("changes are still tracked");
  }

  static double mib(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
