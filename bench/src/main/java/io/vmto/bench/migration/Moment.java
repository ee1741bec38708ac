package io.vmto.bench.migration;

import java.util.Arrays;
import java.util.List;

/**
 * When the server is killed: a random time after an event, no longer than the phase that it begins
 * usually lasts. In the order in which a job comes to them.
 */
enum Moment {
  ROLLBACK("rollback-started", "", 600, true, true),
  RESERVE("step-started", "ReserveVm", 600, true, true),
  TRACK("step-started", "TrackChanges", 2500, false, true),
  COPY("step-started", "CopyDisk", 4000, true, false),
  SNAPSHOT("resource-intended", "SNAPSHOT", 700, false, true),
  FULL_PASS("pass-started", "1", 4000, false, true),
  DELTA_PASS("pass-started", "+", 1500, false, true),
  STORED("pass-completed", "", 500, false, true),
  CUTOVER("guest-shutdown-requested", "", 1500, false, true),
  LAST_PASS("source-powered-off", "", 1500, false, true),
  VERIFY("step-started", "Verify", 4000, true, true),
  IMPORT("step-started", "ImportVm", 800, true, true),
  BOOT("step-started", "StartVm", 1200, true, true),
  RELEASE("step-started", "Release", 800, true, true);

  private final String event;
  private final String what;
  final int millis;
  private final boolean cold;
  private final boolean warm;

  Moment(String event, String what, int millis, boolean cold, boolean warm) {
    this.event = event;
    this.what = what;
    this.millis = millis;
    this.cold = cold;
    this.warm = warm;
  }

  /** Those of a job; a rollback only where somebody orders one. */
  static List<Moment> of(boolean warm, boolean rollback) {
    return Arrays.stream(values())
        .filter(m -> warm ? m.warm : m.cold)
        .filter(m -> rollback || m != ROLLBACK)
        .toList();
  }

  /**
   * Whether it begins with an event.
   *
   * @param kinds of the steps of the plan
   */
  boolean begins(Told told, List<String> kinds) {
    if (!told.is(event)) {
      return false;
    }
    int number = told.payload().path("pass").path("number").asInt();
    return switch (what) {
      case "" -> true;
      case "1" -> number == 1;
      case "+" -> number > 1;
      case "SNAPSHOT" -> told.kind().equals(what);
      default -> kinds.get(told.step()).equals(what);
    };
  }
}
