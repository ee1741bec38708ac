package io.vmto.bench.migration;

import io.vmto.transfer.NaiveOrder;
import io.vmto.transfer.NaiveOrder.Refusal;
import io.vmto.transfer.NaiveOrder.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Moves a machine whose guest writes all the time, and prints what each pass read beside what the
 * guest dirtied, how long it was down, and what the wrong order of a pass would have lost.
 */
public final class WarmBench {
  private static final int DISK = 128 << 20;
  private static final int CONTENT = 32 << 20;
  private static final long RATE = 1 << 20;
  private static final long SPAN = 48 << 20;
  private static final int PASSES = 5;
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final double MIB = 1 << 20;

  private boolean good = true;

  private WarmBench() {}

  public static void main(String... arguments) throws Exception {
    var options = Options.of(1, arguments);
    var bench = new WarmBench();
    try (var lab = new Lab(options.folder())) {
      bench.run(lab, options);
    }
    options.cleanUp(bench.good);
    System.exit(bench.good ? 0 : 1);
  }

  private void run(Lab lab, Options options) throws Exception {
    var source =
        lab.machine(
            "writer",
            true,
            List.of(
                Disks.sparse(options.folder().resolve("one.raw"), DISK, CONTENT, options.seed()),
                Disks.sparse(options.folder().resolve("two.raw"), DISK, CONTENT, 2)));
    source.write(RATE, SPAN, options.seed());
    System.out.printf(
        "A guest writes 16 KiB at a time, %.1f MiB/s, all over the first %.0f MiB of each of its two"
            + " disks of %.0f MiB.%n",
        RATE / MIB, SPAN / MIB, DISK / MIB);
    try (var move = new Move(lab, source, "SHARED", Map.of("intervalSeconds", 3), Map.of())) {
      move.passes(PASSES, LONG);
      var forecast = move.view().path("forecast");
      var downtime = new Downtime(source);
      move.cutover();
      move.end(LONG);
      require(move.succeeded(), "the job is " + move.status() + ": " + move.failure());
      if (good) {
        move.feed.await("the end is told", LONG, t -> t.is("ended"));
        var told = move.feed.told();
        table(told, source.moments());
        down(told, forecast, downtime);
        roots(lab, source, told, move.view());
        order(told);
      }
    }
    good &= NaiveReads.show(lab, options.folder(), options.seed());
  }

  private void table(List<Told> told, JsonNode moments) {
    var dirtied = new TreeMap<String, Long>();
    for (var moment : moments) {
      long blocks = 0;
      for (var each : moment.path("since").path("blocks")) {
        blocks += each.asLong();
      }
      dirtied.put(moment.path("name").asString(), blocks << 16);
    }
    System.out.printf("%n");
    System.out.printf(
        "%4s %5s %14s %14s %14s %14s %8s%n",
        "pass", "disks", "guest dirtied", "source named", "read", "written", "seconds");
    var snapshots = new TreeMap<Integer, String>();
    for (var event : told) {
      if (event.is("pass-started")) {
        var pass = event.payload().path("pass");
        snapshots.put(pass.path("number").asInt(), pass.path("snapshot").asString());
      } else if (event.is("pass-completed")) {
        row(event.payload().path("result"), snapshots, dirtied);
      }
    }
  }

  private void row(JsonNode result, Map<Integer, String> snapshots, Map<String, Long> dirtied) {
    int number = result.path("number").asInt();
    var snapshot = snapshots.getOrDefault(number, "");
    boolean first = number == 1;
    long guest = first ? 0 : dirtied.getOrDefault(snapshot.isEmpty() ? "off" : snapshot, 0L);
    long changed = sum(result, "changed");
    System.out.printf(
        "%4d %5d %14s %14s %14s %14s %8.2f%s%n",
        number,
        result.path("disks").size(),
        first ? "-" : mib(guest),
        mib(changed),
        mib(sum(result, "read")),
        mib(sum(result, "written")),
        result.path("millis").asLong() / 1000.0,
        first ? "  (everything ever written)" : snapshot.isEmpty() ? "  (guest off)" : "");
    require(first || guest > 0, "the guest dirtied nothing before pass " + number);
    require(changed >= guest, "pass " + number + " was told of less than the guest dirtied");
  }

  private static long sum(JsonNode result, String field) {
    long sum = 0;
    for (var disk : result.path("disks")) {
      sum += disk.path(field).asLong();
    }
    return sum;
  }

  private void down(List<Told> told, JsonNode forecast, Downtime outside) throws Exception {
    var from = at(told, "guest-shutdown-requested");
    var to = at(told, "boot-observed");
    System.out.printf("%n");
    var range = forecast.path("downtime");
    System.out.printf(
        "downtime forecast:   %s%n",
        range.isMissingNode()
            ? "-"
            : "%d to %d s, before the approval"
                .formatted(range.path("least").asLong(), range.path("most").asLong()));
    System.out.printf(
        "downtime by events:  %.1f s, from the shutdown request to the start of the target%n",
        Duration.between(from, to).toMillis() / 1000.0);
    System.out.printf(
        "downtime by outside: %.1f s, from the source off to the target running%n",
        outside.measured().toMillis() / 1000.0);
  }

  private static Instant at(List<Told> told, String name) {
    return told.stream().filter(t -> t.is(name)).findFirst().orElseThrow().at();
  }

  private void roots(Lab lab, Source source, List<Told> told, JsonNode view) throws Exception {
    System.out.printf("%n");
    var volumes = lab.volumes(told);
    for (var disk : source.files().entrySet()) {
      var target = volumes.get(disk.getKey());
      var roots = new ArrayList<String>();
      for (var evidence : view.path("disks")) {
        if (evidence.path("key").asString().equals(disk.getKey())) {
          evidence.path("evidence").forEach(e -> roots.add(e.path("value").asString()));
        }
      }
      var root = Tools.root(disk.getValue());
      boolean equal =
          target != null
              && root.equals(Tools.root(target))
              && Tools.sha256(disk.getValue()).equals(Tools.sha256(target))
              && Tools.identical(disk.getValue(), target);
      long said = roots.stream().filter(root::equals).count();
      System.out.printf(
          "disk %s: roots %s by openssl, cmp and qemu-img: %s…; %d of %d evidences of the job say so%n",
          disk.getKey(), equal ? "equal" : "NOT EQUAL", root.substring(0, 16), said, roots.size());
      require(equal && said >= 3, "disk " + disk.getKey() + " is not proven from outside");
    }
  }

  /** The naive order, asked of the transfer at each moment of this very job where it could go. */
  private void order(List<Told> told) {
    System.out.printf("%n");
    var history = told.stream().map(t -> new Stored(t.type(), t.payload().toString())).toList();
    var byOrder =
        NaiveOrder.refusals(history).stream()
            .collect(Collectors.groupingBy(Refusal::order, TreeMap::new, Collectors.toList()));
    require(byOrder.size() == 2, "there was no moment to try the naive order at");
    byOrder.forEach(
        (order, asked) -> {
          long refused = asked.stream().filter(Refusal::refused).count();
          System.out.printf(
              "%s: refused %d of %d: %s%n",
              order, refused, asked.size(), asked.getFirst().answer());
          require(refused == asked.size(), "the transfer accepted the naive order");
        });
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.2f MiB", bytes / MIB);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      System.out.printf("✗ %s%n", otherwise);
      good = false;
    }
  }
}
