package io.vmto.bench.migration;

import io.vmto.bench.migration.Watch.Sample;
import io.vmto.standalone.Wait;
import io.vmto.standalone.demo.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** One job that is struck at random moments until it is done, and what it came to. */
final class CrashRun {
  private static final int MOST_BLOWS = 3;
  private static final long RATE = 512 << 10;
  private static final long SPAN = 16 << 20;
  private static final long LIMIT = 64 << 20;
  private static final int LOOK_MILLIS = 20;
  private static final Duration LONG = Duration.ofMinutes(6);

  private final Lab lab;
  private final Blow blow;
  private final Random random;
  private final Source source;
  private final boolean warm;
  private final boolean rewinds;
  private final Leftovers before;
  private final Move move;
  private final Watch watch;
  private final List<String> kinds = new ArrayList<>();
  private final List<String> disks = new ArrayList<>();
  private final List<Sample> blows = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final int passes;
  private final StringBuilder story = new StringBuilder();
  final Map<Moment, Integer> struck = new EnumMap<>(Moment.class);
  long redone;

  CrashRun(Lab lab, Blow blow, int number, List<Path> raws, long seed) {
    this.lab = lab;
    this.blow = blow;
    random = new Random(seed);
    warm = random.nextBoolean() || blow.warmOnly();
    rewinds = random.nextInt(4) == 0;
    passes = 2 + random.nextInt(2);
    source =
        lab.machine("crash-" + blow.name().toLowerCase(Locale.ROOT) + "-" + number, warm, raws);
    if (warm) {
      source.write(RATE, SPAN, number);
    }
    before = Leftovers.now(lab.site.sandbox);
    move =
        new Move(
            lab,
            source,
            blow.road(),
            warm ? Map.of("intervalSeconds", 1) : Map.of(),
            Map.of("bytesPerSecond", LIMIT));
    watch =
        new Watch(lab, lab.site.server.data().resolve("artifacts").resolve(move.job.toString()));
    for (var step : move.view().path("steps")) {
      kinds.add(step.path("kind").asString());
      disks.add(step.path("disk").asString(""));
    }
  }

  /** What is wrong, in words; nothing when it went as it must. */
  List<String> run() throws Exception {
    try (move;
        watch) {
      if (rewinds) {
        rewind();
      }
      attack();
      if (!move.succeeded()) {
        return List.of("job " + move.job + " is " + move.status() + ": " + move.failure());
      }
      move.feed.await("the end is told", LONG, t -> t.type().startsWith("job.succeeded"));
      check();
      return List.copyOf(wrong);
    }
  }

  List<Told> told() {
    return move.feed.told();
  }

  /** In words: cold or warm, and the kills. */
  String story() {
    return (warm ? "warm" : "cold") + (rewinds ? ", taken back once" : "") + story;
  }

  /** Somebody pauses it in the middle of the copying and has it done from the beginning again. */
  private void rewind() throws Exception {
    var copying = warm ? Moment.FULL_PASS : Moment.COPY;
    move.feed.await("it copies", LONG, told -> copying.begins(told, kinds));
    Thread.sleep(random.nextInt(3000));
    lab.order(move.job, "pause");
    Wait.until("it is paused", LONG, () -> move.status().equals("PAUSED"));
    lab.site.resumeFrom(move.job, 0);
  }

  private void attack() throws Exception {
    var moments = new ArrayList<Moment>();
    var all = Moment.of(warm, rewinds);
    for (int i = 1 + random.nextInt(MOST_BLOWS); i > 0; i--) {
      moments.add(all.get(random.nextInt(all.size())));
    }
    moments.sort(null);
    int seen = told().size();
    boolean approved = !warm;
    long deadline = System.nanoTime() + LONG.toNanos();
    for (int look = 0; look % 25 != 0 || !move.atRest() || mended(); look++) {
      if (System.nanoTime() > deadline) {
        wrong.add("it does not come to an end");
        return;
      }
      if (!approved && told().stream().filter(t -> t.is("pass-completed")).count() >= passes) {
        move.cutover();
        approved = true;
      }
      var next = moments.isEmpty() ? null : moments.getFirst();
      if (next != null && move.feed.after(seen, t -> next.begins(t, kinds)).isPresent()) {
        moments.removeFirst();
        strike(next);
        seen = told().size();
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private void strike(Moment moment) throws Exception {
    int millis = random.nextInt(moment.millis);
    Thread.sleep(millis);
    blow.strike(lab, random);
    blows.add(watch.look());
    blow.recover(lab);
    struck.merge(moment, 1, Integer::sum);
    story.append(", ").append(moment).append('+').append(millis).append(" ms");
  }

  /** Whether it was held by what strikes it, and goes on now that somebody has mended that. */
  private boolean mended() {
    if (blow != Blow.FULL || !move.held() || lab.site.sandbox.state().path("faults").isEmpty()) {
      return false;
    }
    lab.site.sandbox.clearFaults();
    lab.order(move.job, "resume");
    story.append(", held and resumed");
    return true;
  }

  private void check() throws Exception {
    var told = told();
    wrong.addAll(Legal.complaints(told, kinds));
    var volumes = lab.volumes(told);
    for (var disk : source.files().entrySet()) {
      var volume = volumes.get(disk.getKey());
      require(
          volume != null && Tools.identical(disk.getValue(), volume),
          "disk " + disk.getKey() + " differs");
    }
    var redo = new Redone(told, kinds, disks, source.paths(), watch);
    redone = blows.stream().mapToLong(redo::of).max().orElse(0);
    require(
        redone <= CrashBench.CHECKPOINT,
        "%.1f MiB were read again".formatted(CrashBench.mib(redone)));
    wrong.addAll(before.since(lab.site.sandbox, true));
    require(!source.state().path("changeTracking").asBoolean(), "changes are still tracked");
    require(!source.state().path("consolidationNeeded").asBoolean(), "links are left");
    require(lab.targets(source.name()).size() == 1, "there is not one target");
    var artifacts = lab.site.server.data().resolve("artifacts").resolve(move.job.toString());
    require(!Files.exists(artifacts), "artifacts are left");
    require(!blow.inBucket() || lab.store().objects() == 0, "objects are left");
    lab.discard(source);
    // with the target gone, nothing at all may be there that was not there before
    wrong.addAll(before.since(lab.site.sandbox, false));
  }

  /** Where its events are kept to be looked at. */
  void keep(Path file) throws IOException {
    var lines = told().stream().map(t -> t.at() + " " + t.type() + " " + t.payload()).toList();
    Files.write(file, lines);
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      wrong.add(otherwise);
    }
  }
}
