package io.vmto.bench.migration;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Moves machines whose host lies about what has changed, in each of the known ways: verification
 * must catch all of it, and nothing where the host is honest.
 */
public final class CbtBugsBench {
  private static final long SMALL = 64 << 20;
  private static final long PAST_128_GIB = (128L << 30) + SMALL;
  private static final int CONTENT = 8 << 20;
  private static final long RATE = 1 << 20;

  /** Verification reads more than 128 GiB over TLS twice. */
  private static final Duration LONG = Duration.ofMinutes(60);

  private final Lab lab;
  private final Options options;
  private boolean good = true;
  private int machines;

  private CbtBugsBench(Lab lab, Options options) {
    this.lab = lab;
    this.options = options;
  }

  public static void main(String... arguments) throws Exception {
    var options = Options.of(3, arguments);
    var good = false;
    try (var lab = new Lab(options.folder())) {
      var bench = new CbtBugsBench(lab, options);
      bench.run();
      good = bench.good;
    }
    options.cleanUp(good);
    System.exit(good ? 0 : 1);
  }

  private void run() throws Exception {
    for (var host : Host.values()) {
      if (options.only().isEmpty() || options.only().contains(host.bug)) {
        run(host);
      }
    }
  }

  /** What is wrong with the host. */
  private enum Host {
    HONEST("honest", "all bugs off", SMALL),
    LOST("lost-in-consolidation", "forgets what was written while a snapshot was open", SMALL),
    SILENT("silent-after-resize", "notes nothing after a disk was made larger", SMALL),
    FAR("past-128-gib", "does not report changes beyond 128 GiB", PAST_128_GIB);

    final String bug;
    final String what;
    final long capacity;

    Host(String bug, String what, long capacity) {
      this.bug = bug;
      this.what = what;
      this.capacity = capacity;
    }
  }

  private void run(Host host) throws Exception {
    System.out.println(host.bug + ": " + host.what);
    lab.settings(Map.of("bugs", host == Host.HONEST ? List.of() : List.of(host.bug)));
    int caught = 0;
    for (int run = 1; run <= options.runs(); run++) {
      caught += caught(host, run) ? 1 : 0;
    }
    boolean honest = host == Host.HONEST;
    good &= caught == (honest ? 0 : options.runs());
    System.out.printf(
        "%s: %s %d of %d%n%n",
        host.bug, honest ? "false alarms" : "caught", caught, options.runs());
  }

  private boolean caught(Host host, int run) throws Exception {
    var name = "guest-" + ++machines;
    var raw = options.folder().resolve(name + ".raw");
    var source = lab.machine(name, true, List.of(Disks.sparse(raw, host.capacity, CONTENT, run)));
    java.nio.file.Files.delete(raw);
    if (host == Host.SILENT) {
      // tracked for another product since before it grew, as most machines are
      track(source);
      long larger = host.capacity + (1 << 20);
      lab.act("resize", Map.of("machine", name, "disk", key(source), "capacity", larger));
    }
    source.write(RATE, SMALL / 2, options.seed() + run);
    var began = System.nanoTime();
    try (var move = new Move(lab, source)) {
      move.passes(2, LONG);
      if (host == Host.FAR) {
        far(source, run);
      }
      move.passes(4, LONG);
      move.cutover();
      move.end(LONG);
      var result = result(host, move);
      System.out.printf(
          "  run %d: %s, %d s%n",
          run, result.text, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
      move.giveUp(LONG);
      lab.discard(source);
      return result.caught;
    }
  }

  private void track(Source source) {
    try (var vcenter = lab.vcenter()) {
      var id = vcenter.machine(source.name()).id();
      var snapshots = vcenter.snapshots();
      snapshots.track(id, true);
      snapshots.take(id, "backup", "backup");
      snapshots.remove(id, "backup", "backup");
    }
  }

  private record Result(boolean caught, String text) {}

  private Result result(Host host, Move move) throws Exception {
    long damage = Tools.differing(move.source(), move.replica());
    if (move.succeeded()) {
      good &= damage == 0;
      return new Result(false, "succeeded, " + damage + " blocks of 64 KiB differ");
    }
    var failure = move.failure();
    boolean caught = failure.path("code").asString().equals("ROOT_MISMATCH") && damage > 0;
    good &= caught && host != Host.HONEST;
    return new Result(
        caught,
        "%s (%s): %s Without verification %d blocks of 64 KiB would have been wrong"
            .formatted(
                failure.path("code").asString(),
                move.status(),
                failure.path("message").asString(),
                damage));
  }

  private static int key(Source source) {
    return Integer.parseInt(source.files().keySet().iterator().next());
  }

  /** The guest also writes near the end of its disk, which is beyond 128 GiB. */
  private void far(Source source, int run) {
    var content = new byte[4096];
    new Random(run).nextBytes(content);
    for (int i = 0; i < 16; i++) {
      lab.act(
          "write",
          Map.of(
              "machine",
              source.name(),
              "disk",
              key(source),
              "offset",
              PAST_128_GIB - CONTENT + ((long) i << 18),
              "hex",
              HexFormat.of().formatHex(content)));
    }
  }
}
