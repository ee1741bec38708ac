package io.vmto.contract;

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

/** Which job an event is part of, whatever aggregate it belongs to. */
public final class EventJobs {
  private EventJobs() {}

  /** The job's id, or empty. */
  public static String of(Event event) {
    return switch (event) {
      case JobEvent e -> e.job().value();
      case TransferEvent e -> e.job().value();
      case ClaimEvent e -> e.job().value();
      case LicenseEvent e -> of(e);
      case ConnectionEvent _, AccountEvent _, KeyEvent _ -> "";
      default -> "";
    };
  }

  private static String of(LicenseEvent event) {
    return switch (event) {
      case TrialStarted _, LicenseInstalled _ -> "";
      case UseGranted e -> e.job().value();
      case UseRefused e -> e.job().value();
      case UseReturned e -> e.job().value();
    };
  }
}
