package io.vmto.contract.job;

import io.vmto.contract.transfer.Grade;
import java.util.List;

/**
 * The ordered steps of a job, fixed at creation; the only order there is.
 *
 * @param strategy the pure function that made it, e.g. {@code full-copy}
 * @param reachable the best grade this plan can end with
 * @param hash SHA-256 over strategy, steps and what they work on; the start command must name it
 */
public record Plan(
    String strategy, List<Step> steps, Grade reachable, List<Finding> findings, String hash) {
  public Plan {
    steps = List.copyOf(steps);
    findings = List.copyOf(findings);
  }

  public boolean blocked() {
    return findings.stream().anyMatch(f -> f.severity() == Finding.Severity.BLOCKER);
  }
}
