package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.EventNames;
import io.vmto.contract.access.AccountEvent;
import io.vmto.contract.access.KeyEvent;
import io.vmto.contract.claim.ClaimEvent;
import io.vmto.contract.connection.ConnectionEvent;
import io.vmto.contract.job.JobEvent;
import io.vmto.contract.license.LicenseEvent;
import io.vmto.contract.license.LicenseEvent.LicenseInstalled;
import io.vmto.contract.license.LicenseEvent.TrialStarted;
import io.vmto.contract.license.LicenseEvent.UseGranted;
import io.vmto.contract.license.LicenseEvent.UseRefused;
import io.vmto.contract.license.LicenseEvent.UseReturned;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.view.FeedEntry;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** A stored event in the words of the feed. */
final class FeedFold {
  private FeedFold() {}

  /**
   * {@code at} is cut to microseconds, as the database keeps it: live and read are the same.
   *
   * @param payload the event as it is stored, so that no two readers see it written differently
   */
  static FeedEntry entry(Fact fact, String aggregate, String payload, Map<String, ?> meta) {
    var event = fact.event();
    var words = new TreeMap<String, String>();
    meta.forEach((key, value) -> words.put(key, String.valueOf(value)));
    return new FeedEntry(
        fact.position(),
        EventNames.nameOf(event.getClass()).orElse(event.getClass().getName()),
        aggregate,
        job(event),
        event.at().truncatedTo(ChronoUnit.MICROS),
        payload,
        words);
  }

  private static String job(Event event) {
    return switch (event) {
      case JobEvent e -> e.job().value();
      case TransferEvent e -> e.job().value();
      case ClaimEvent e -> e.job().value();
      case LicenseEvent e -> job(e);
      case ConnectionEvent _, AccountEvent _, KeyEvent _ -> "";
      default -> "";
    };
  }

  private static String job(LicenseEvent event) {
    return switch (event) {
      case TrialStarted _, LicenseInstalled _ -> "";
      case UseGranted e -> e.job().value();
      case UseRefused e -> e.job().value();
      case UseReturned e -> e.job().value();
    };
  }
}
