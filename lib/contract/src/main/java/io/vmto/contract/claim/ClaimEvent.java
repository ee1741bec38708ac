package io.vmto.contract.claim;

import io.vmto.contract.Event;
import io.vmto.contract.job.JobId;
import java.time.Instant;

/** The life of the one-job-per-machine lock. */
public sealed interface ClaimEvent extends Event {
  ClaimId claim();

  JobId job();

  record MachineClaimed(ClaimId claim, JobId job, String machine, Instant at)
      implements ClaimEvent {}

  /** Another job holds the machine; nothing changed. */
  record ClaimRefused(ClaimId claim, JobId job, JobId holder, Instant at) implements ClaimEvent {}

  /** Released by a decision, and not by its job. */
  record ClaimBroken(ClaimId claim, JobId job, String reason, Instant at) implements ClaimEvent {}

  record MachineReleased(ClaimId claim, JobId job, Instant at) implements ClaimEvent {}
}
