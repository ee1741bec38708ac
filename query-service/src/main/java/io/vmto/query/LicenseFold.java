package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.license.License;
import io.vmto.contract.license.LicenseEvent;
import io.vmto.contract.license.LicenseEvent.LicenseInstalled;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The licence's life, folded. */
final class LicenseFold {
  private LicenseFold() {}

  static @Nullable String key(Event event) {
    return event instanceof LicenseEvent e ? e.license().value() : null;
  }

  static @Nullable LicenseUse evolve(@Nullable LicenseUse before, Event event) {
    return event instanceof LicenseEvent e ? evolve(before, e) : before;
  }

  private static @Nullable LicenseUse evolve(@Nullable LicenseUse before, LicenseEvent event) {
    return switch (event) {
      case TrialStarted e -> replaced(before, e.terms());
      case LicenseInstalled e -> replaced(before, e.terms());
      case UseGranted e -> before == null ? null : granted(before, e);
      case UseRefused _ -> before;
      case UseReturned e -> before == null ? null : returned(before, e);
    };
  }

  private static LicenseUse replaced(@Nullable LicenseUse before, License terms) {
    return before == null
        ? new LicenseUse(terms, Set.of(), Map.of())
        : new LicenseUse(terms, before.running(), before.moved());
  }

  private static LicenseUse granted(LicenseUse before, UseGranted event) {
    var running = new HashSet<>(before.running());
    running.add(event.job());
    return new LicenseUse(before.terms(), running, before.moved());
  }

  private static LicenseUse returned(LicenseUse before, UseReturned event) {
    var running = new HashSet<>(before.running());
    running.remove(event.job());
    var moved = new HashMap<>(before.moved());
    if (event.moved()) {
      moved.merge(before.terms().number(), 1, Integer::sum);
    }
    return new LicenseUse(before.terms(), running, moved);
  }
}
