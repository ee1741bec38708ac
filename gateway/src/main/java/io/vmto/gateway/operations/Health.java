package io.vmto.gateway.operations;

import io.vmto.contract.error.Failure;
import io.vmto.contract.operations.ArtifactStorage;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.ProcessView;
import io.vmto.contract.operations.ProcessorView;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.view.LicenseView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the installation is, in named checks. Pure.
 *
 * @param status the worst of its checks
 */
record Health(Status status, Instant at, List<Check> checks) {
  private static final long LITTLE_ROOM = 10L << 30;
  private static final long NO_ROOM = 1L << 30;
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofMinutes(1);
  private static final Duration VERY_LATE = Duration.ofMinutes(10);
  private static final Duration SKEWED = Duration.ofSeconds(2);
  private static final Duration VERY_SKEWED = Duration.ofSeconds(30);
  private static final Duration LICENCE_ENDS = Duration.ofDays(14);

  Health {
    checks = List.copyOf(checks);
  }

  /** How a check ended. */
  enum Status {
    OK,
    WARN,
    FAIL
  }

  /**
   * One check.
   *
   * @param remedy empty where nothing needs to be done
   */
  record Check(
      String name, Status status, String message, Map<String, Object> facts, String remedy) {
    Check {
      facts = Map.copyOf(facts);
    }
  }

  /** What the checks look at; what could not be asked for is a failure. */
  record Facts(
      Known<List<ProcessView>> processes,
      Known<List<ProcessorView>> processors,
      Known<List<DeadLetterView>> letters,
      Known<ArtifactStorage> artifacts,
      Known<LicenseView> license,
      Known<List<Pulse>> pulses,
      Known<StuckJobs> jobs,
      long dataFree,
      Instant now) {}

  /** An answer, or why there is none. */
  sealed interface Known<T> {
    record Answer<T>(T value) implements Known<T> {}

    record Nothing<T>(Failure why) implements Known<T> {}
  }

  private interface Checks<T> {
    List<Check> of(T value);
  }

  static Health of(Facts facts) {
    var checks = new ArrayList<Check>();
    checks.addAll(look("processes", facts.processes(), Health::processes));
    checks.addAll(look("processors", facts.processors(), Health::processors));
    checks.addAll(look("dead-letters", facts.letters(), Health::letters));
    checks.addAll(look("artifact-store", facts.artifacts(), Health::artifacts));
    checks.add(room("data-folder", "The data folder", facts.dataFree(), Map.of()));
    checks.addAll(look("licence", facts.license(), l -> List.of(licence(l, facts.now()))));
    checks.addAll(look("stuck-jobs", facts.jobs(), Health::jobs));
    checks.addAll(look("open-resources", facts.pulses(), Health::resources));
    var worst = checks.stream().map(Check::status).max(Comparator.naturalOrder()).orElse(Status.OK);
    return new Health(worst, facts.now(), checks);
  }

  private static <T> List<Check> look(String name, Known<T> known, Checks<T> checks) {
    return switch (known) {
      case Known.Answer<T> a -> checks.of(a.value());
      case Known.Nothing<T> n ->
          List.of(
              new Check(
                  name,
                  Status.FAIL,
                  n.why().message(),
                  Map.of("code", n.why().code()),
                  n.why().remedy()));
    };
  }

  private static List<Check> processes(List<ProcessView> processes) {
    var checks = new ArrayList<Check>();
    for (var process : processes) {
      checks.add(database(process));
      checks.add(clock(process));
      checks.add(
          new Check(
              "event-store",
              process.databaseMillis() < 0 ? Status.FAIL : Status.OK,
              process.eventStore(),
              Map.of("process", process.name(), "head", process.head()),
              process.databaseMillis() < 0 ? "Mend the database first." : ""));
    }
    return checks;
  }

  private static Check database(ProcessView process) {
    var facts =
        Map.<String, Object>of("process", process.name(), "millis", process.databaseMillis());
    if (process.databaseMillis() < 0) {
      return new Check(
          "database",
          Status.FAIL,
          "The database does not answer.",
          facts,
          "Look whether it runs, and into its log.");
    }
    return process.databaseMillis() > SLOW.toMillis()
        ? new Check(
            "database",
            Status.WARN,
            "The database answers slowly.",
            facts,
            "Look at the load and the disks of its machine.")
        : new Check("database", Status.OK, "The database answers.", facts, "");
  }

  private static Check clock(ProcessView process) {
    long skew = Math.abs(process.skewMillis());
    var status = graded(skew, SKEWED.toMillis(), VERY_SKEWED.toMillis());
    return new Check(
        "clock-skew",
        status,
        "The database's clock is " + process.skewMillis() + " ms ahead.",
        Map.of("process", process.name(), "millis", process.skewMillis()),
        status == Status.OK ? "" : "Let both machines take their time from the same place.");
  }

  private static List<Check> processors(List<ProcessorView> processors) {
    return processors.stream().map(Health::processor).toList();
  }

  private static Check processor(ProcessorView p) {
    var name = "processor." + p.name();
    var seconds = p.lagSeconds() == null ? 0 : p.lagSeconds();
    var facts =
        Map.<String, Object>of(
            "lag", p.lag(), "lagSeconds", seconds, "position", p.position(), "head", p.head());
    var trouble = p.trouble();
    if (!p.running()) {
      return new Check(
          name, Status.FAIL, "It is stopped.", facts, "Start it: POST …/processors/{name}/start.");
    }
    if (trouble != null) {
      return new Check(
          name, Status.FAIL, trouble.failure().message(), facts, trouble.failure().remedy());
    }
    var status = graded(seconds, LATE.toSeconds(), VERY_LATE.toSeconds());
    return new Check(
        name,
        status,
        status == Status.OK ? "It keeps up." : "It lags behind.",
        facts,
        status == Status.OK ? "" : "Look at the load of the machine and the database.");
  }

  private static List<Check> letters(List<DeadLetterView> letters) {
    var broken = letters.stream().filter(letter -> !letter.waiting()).toList();
    return List.of(
        new Check(
            "dead-letters",
            letters.isEmpty() ? Status.OK : Status.FAIL,
            letters.isEmpty()
                ? "Every event was handled."
                : letters.size() + " events were set aside.",
            Map.of("events", letters.size(), "sequences", broken.size()),
            letters.isEmpty()
                ? ""
                : "GET …/dead-letters tells why; mend the cause and replay each sequence."));
  }

  private static List<Check> artifacts(ArtifactStorage storage) {
    var failure = storage.failure();
    if (failure != null) {
      return List.of(
          new Check(
              "artifact-store",
              Status.FAIL,
              failure.message(),
              Map.of("place", storage.place()),
              failure.remedy()));
    }
    var place = Map.<String, Object>of("place", storage.place());
    var store =
        storage.available() < 0
            ? new Check("artifact-store", Status.OK, "The bucket can be reached.", place, "")
            : room("artifact-store", "The artifact store", storage.available(), place);
    return List.of(
        store,
        room(
            "spool",
            "The folder of running copies",
            storage.folderFree(),
            Map.of("folder", storage.folder())));
  }

  private static Check room(String name, String what, long free, Map<String, Object> more) {
    var status = free < NO_ROOM ? Status.FAIL : free < LITTLE_ROOM ? Status.WARN : Status.OK;
    var facts = new java.util.TreeMap<>(more);
    facts.put("freeBytes", free);
    return new Check(
        name,
        status,
        what + (status == Status.OK ? " has room." : " is nearly full."),
        facts,
        status == Status.OK ? "" : "Make room: uploaded disks are stored there first.");
  }

  private static Check licence(LicenseView license, Instant now) {
    var left = Duration.between(now, license.terms().expires());
    var status =
        left.isNegative()
            ? Status.FAIL
            : left.compareTo(LICENCE_ENDS) < 0 ? Status.WARN : Status.OK;
    return new Check(
        "licence",
        status,
        left.isNegative() ? "It has expired." : "It lasts for another " + left.toDays() + " days.",
        Map.of("number", license.terms().number(), "daysLeft", left.toDays()),
        status == Status.OK ? "" : "Install a new one: PUT …/license. Running jobs go on.");
  }

  private static List<Check> jobs(StuckJobs jobs) {
    var ids = jobs.stuck().stream().map(c -> c.job().value()).toList();
    return List.of(
        new Check(
            "stuck-jobs",
            ids.isEmpty() ? Status.OK : Status.WARN,
            ids.isEmpty() ? "No job is stuck." : ids.size() + " jobs do not get on.",
            Map.of("jobs", ids, "waiting", jobs.waiting().size()),
            ids.isEmpty() ? "" : "GET …/stuck-jobs tells why."));
  }

  private static List<Check> resources(List<Pulse> pulses) {
    var ids =
        pulses.stream()
            .filter(p -> p.job().status().ended())
            .map(p -> p.job().id().value())
            .collect(Collectors.toList());
    return List.of(
        new Check(
            "open-resources",
            ids.isEmpty() ? Status.OK : Status.WARN,
            ids.isEmpty()
                ? "No job that has ended left anything behind."
                : ids.size() + " jobs that have ended left something behind.",
            Map.of("jobs", ids),
            ids.isEmpty() ? "" : "Cancel each: it tries again to remove what it left."));
  }

  private static Status graded(long value, long warn, long fail) {
    return value > fail ? Status.FAIL : value > warn ? Status.WARN : Status.OK;
  }
}
