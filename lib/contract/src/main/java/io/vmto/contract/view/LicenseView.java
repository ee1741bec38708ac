package io.vmto.contract.view;

import io.vmto.contract.job.JobId;
import io.vmto.contract.license.License;
import java.util.Set;

/** The licence in force and what is used of it. */
public record LicenseView(License terms, Set<JobId> running, int moved) {
  public LicenseView {
    running = Set.copyOf(running);
  }
}
