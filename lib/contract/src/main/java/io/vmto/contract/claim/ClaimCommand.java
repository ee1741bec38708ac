package io.vmto.contract.claim;

import io.vmto.contract.Command;
import io.vmto.contract.job.JobId;

/** What can be asked of a claim on a machine. */
public sealed interface ClaimCommand extends Command {
  ClaimId claim();

  @Override
  default ClaimId target() {
    return claim();
  }

  record ClaimMachine(ClaimId claim, JobId job, String machine) implements ClaimCommand {}

  record ReleaseMachine(ClaimId claim, JobId job) implements ClaimCommand {}

  /**
   * Somebody has decided that a claim holds no more.
   *
   * @param job the holder they have seen; another one is refused
   */
  record BreakClaim(ClaimId claim, JobId job, String reason) implements ClaimCommand {}
}
