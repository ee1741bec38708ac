package io.vmto.bench.api;

import io.vmto.runtime.postgres.LocalPostgres;
import io.vmto.standalone.ServerProcess;
import io.vmto.standalone.Wait;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Reads and listens to an installation with a long past, and says what missed its target. */
public final class ApiBench {
  private static final Duration LONG = Duration.ofMinutes(60);

  /** Four requests a second from each reader, which is a portal that never rests. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** All of them are one person, and one person asks 6,000 times a minute at most. */
  private static final int UNLIMITED = 100_000_000;

  /** A server that is in use has long been compiled. */
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  /** What happens 200 times a second takes longer to be compiled than what is asked 1,000 times. */
  private static final Duration WARM_UP_OF_EVENTS = Duration.ofMinutes(4);

  private static final String ONE = "one job";

  /** What people ask of the list; the page itself is 50 jobs. */
  private static final List<String> FILTERS =
      List.of(
          "/jobs?status=FAILED",
          "/jobs?status=CREATED,RUNNING&sort=updated",
          "/jobs?machine=mail-1",
          "/jobs?source=bench-vcenter&sort=name&order=asc",
          "/jobs?failure=ROOT_MISMATCH&sort=updated&order=asc",
          "/jobs?held=true");

  private final Settings settings;
  private boolean good = true;

  private ApiBench(Settings settings) {
    this.settings = settings;
  }

  public static void main(String... arguments) throws Exception {
    var settings = Settings.of(arguments);
    var bench = new ApiBench(settings);
    bench.run();
    if (bench.good && !settings.filled()) {
      settings.cleanUp();
    } else {
      System.err.println("bench: everything is left in " + settings.folder());
    }
    System.exit(bench.good ? 0 : 1);
  }

  private void run() throws Exception {
    var server =
        new ServerProcess(
            settings.folder(),
            "",
            ("-Dvmto.gateway.rate.requests=" + UNLIMITED + " " + settings.java()).strip());
    server.terminate();
    long head = settings.filled() ? head() : fill();
    long began = System.nanoTime();
    server.start();
    try (server) {
      caughtUp(server);
      System.out.printf(
          Locale.ROOT, "the read side has caught up after %.0f s%n%n", seconds(began));
      measure(server, head);
    }
  }

  private long fill() throws IOException, SQLException {
    long began = System.nanoTime();
    try (var postgres = postgres();
        var database = database(postgres)) {
      long head = Fill.into(database, settings.jobs(), settings.events(), settings.clients());
      System.out.printf(
          Locale.ROOT,
          "%d jobs and %d events were written in %.0f s%n",
          settings.jobs(),
          head,
          seconds(began));
      return head;
    }
  }

  private long head() throws IOException, SQLException {
    try (var postgres = postgres();
        var database = database(postgres);
        var statement = database.createStatement();
        var last = statement.executeQuery("select max(position) from query.feed")) {
      last.next();
      return last.getLong(1);
    }
  }

  private LocalPostgres postgres() throws IOException {
    return LocalPostgres.start(settings.folder().resolve("data").resolve("postgres"));
  }

  private static Connection database(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  /** Jobs are written in the order of their numbers, and those that go on come before the end. */
  private void caughtUp(ServerProcess server) {
    var last = Fill.job(settings.jobs() - 1).value();
    Wait.until(
        "the read side has caught up",
        LONG,
        () -> {
          var door = new Door(server.data());
          var newest = Readers.once(door, "/jobs?limit=1").at("/jobs/0/id").asString("");
          TimeUnit.SECONDS.sleep(1);
          return newest.equals(last)
              && Readers.once(door, "/jobs?status=QUEUED,RUNNING").path("jobs").isEmpty();
        });
  }

  private void measure(ServerProcess server, long head) throws Exception {
    var door = new Door(server.data());
    System.out.printf(
        "%-28s %9s %8s %8s %8s   %s%n", "milliseconds", "requests", "p50", "p95", "p99", "target");
    var byName = "/jobs?sort=name";
    var later = byName + "&after=" + Readers.once(door, byName).path("next").asString("");
    var readers = new Readers(door, settings.readers());
    var addresses = new LinkedHashMap<String, IntFunction<String>>();
    addresses.put("jobs, newest first", n -> "/jobs");
    addresses.put("jobs, filtered and sorted", n -> FILTERS.get(n % FILTERS.size()));
    addresses.put("jobs, a later page", n -> later);
    addresses.put(ONE, n -> "/jobs/" + Fill.job(n * 7 % settings.jobs()));
    for (var address : addresses.values()) {
      readers.read(WARM_UP, Duration.ZERO, address);
    }
    for (var address : addresses.entrySet()) {
      read(server, readers, address.getKey(), address.getValue());
    }
    listen(server, door, head);
  }

  /** The target is for readers who look at what they got; the second row says how much there is. */
  private void read(ServerProcess server, Readers readers, String what, IntFunction<String> address)
      throws Exception {
    var time = Duration.ofSeconds(settings.seconds());
    var load = Load.of(server.pid());
    row(what, readers.read(time, PAUSE, address), 95, what.equals(ONE) ? 30 : 50);
    load.print();
    load = Load.of(server.pid());
    var flood = readers.read(time, Duration.ZERO, address);
    row("  without a pause", flood, 95, 0);
    load.print();
    System.out.printf(
        Locale.ROOT, "  %.0f a second%n", flood.count() / (double) settings.seconds());
  }

  private void listen(ServerProcess server, Door door, long head) throws Exception {
    try (var listeners = new Listeners(settings, door, head)) {
      long before = Heap.kept(server.pid());
      listeners.connect();
      long with = Heap.kept(server.pid());
      listeners.happen((int) WARM_UP_OF_EVENTS.toSeconds());
      var load = Load.of(server.pid());
      listeners.happen(settings.seconds());
      row("delivery of an event", listeners.delivery, 99, 250);
      row("a command meanwhile", listeners.commands, 99, 0);
      load.print();
      System.out.printf(
          Locale.ROOT,
          "%n%d clients of a job and %d of all events; %d events happened, %d commands were"
              + " refused, %d resyncs%n%.1f KiB of heap for each client%n",
          settings.clients(),
          Settings.GLOBAL,
          listeners.accepted(),
          listeners.refused(),
          listeners.resyncs(),
          (with - before) / 1024.0 / (settings.clients() + Settings.GLOBAL));
      require(listeners.refused() == 0, listeners.refused() + " commands were refused");
      listeners.end();
      server.terminate();
      var wrong = listeners.wrong(log(head));
      wrong.stream().limit(20).forEach(what -> System.out.println("✗ " + what));
      require(wrong.isEmpty(), wrong.size() + " clients lost events or were told one twice");
      if (wrong.isEmpty()) {
        System.out.println("nothing was lost, and nothing told twice or out of its order");
      }
    }
  }

  /** What happened after a position, as it is in the log. */
  private Map<Long, String> log(long head) throws IOException, SQLException {
    var log = new HashMap<Long, String>();
    try (var postgres = postgres();
        var database = database(postgres);
        var select =
            database.prepareStatement("select position, job from query.feed where position > ?")) {
      select.setLong(1, head);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          log.put(rows.getLong(1), rows.getString(2));
        }
      }
    }
    return log;
  }

  /**
   * @param limit in milliseconds that so many of a hundred must keep, 0 for none
   */
  private void row(String what, Figures figures, int percent, double limit) {
    double is = figures.within(percent);
    boolean kept = limit == 0 || is < limit;
    var target =
        limit == 0
            ? ""
            : String.format(Locale.ROOT, "p%d < %.0f %s", percent, limit, kept ? "✓" : "✗");
    System.out.printf(
        Locale.ROOT,
        "%-28s %9d %8.1f %8.1f %8.1f   %s%n",
        what,
        figures.count(),
        figures.within(50),
        figures.within(95),
        figures.within(99),
        target);
    require(kept, what + " missed its target");
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      System.out.println("✗ " + otherwise);
      good = false;
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
