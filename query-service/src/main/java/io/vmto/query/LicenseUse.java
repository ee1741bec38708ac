package io.vmto.query;

import io.vmto.contract.job.JobId;
import io.vmto.contract.license.License;
import io.vmto.contract.view.LicenseView;
import java.util.Map;
import java.util.Set;

/** The licence in force, who runs under it, and what each licence ever moved by its number. */
record LicenseUse(License terms, Set<JobId> running, Map<String, Integer> moved) {
  LicenseUse {
    running = Set.copyOf(running);
    moved = Map.copyOf(moved);
  }

  LicenseView view() {
    return new LicenseView(terms, running, moved.getOrDefault(terms.number(), 0));
  }
}
