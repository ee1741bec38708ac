package io.vmto.contract.license;

import io.vmto.contract.Command;
import io.vmto.contract.job.JobId;

/** What can be asked of the licence. */
public sealed interface LicenseCommand extends Command {
  @Override
  default LicenseId target() {
    return LicenseId.INSTALLATION;
  }

  /** {@code document} is the signed licence file's text. */
  record InstallLicense(String document) implements LicenseCommand {}

  /** May this job run? Answered by an event. */
  record RequestUse(JobId job) implements LicenseCommand {}

  record ReturnUse(JobId job, boolean moved) implements LicenseCommand {}
}
