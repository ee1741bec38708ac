package io.vmto.contract.license;

import io.vmto.contract.Event;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import java.time.Instant;

/** The life of the installation's licence. */
public sealed interface LicenseEvent extends Event {
  default LicenseId license() {
    return LicenseId.INSTALLATION;
  }

  /** The built-in trial begins with the first use. */
  record TrialStarted(License terms, Instant at) implements LicenseEvent {}

  record LicenseInstalled(License terms, Instant at) implements LicenseEvent {}

  record UseGranted(JobId job, Instant at) implements LicenseEvent {}

  record UseRefused(JobId job, Failure failure, Instant at) implements LicenseEvent {}

  /** {@code moved} counts the machine against the licence. */
  record UseReturned(JobId job, boolean moved, Instant at) implements LicenseEvent {}
}
