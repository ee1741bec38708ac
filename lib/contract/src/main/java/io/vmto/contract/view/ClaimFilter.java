package io.vmto.contract.view;

import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.job.JobId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which claims are listed; what is empty or null does not narrow.
 *
 * @param ids one of these
 * @param holders held by one of these jobs
 * @param machine a part of the machine's name, in small or capital letters
 * @param stale whether its holder has ended
 */
public record ClaimFilter(
    Set<ClaimId> ids, Set<JobId> holders, String machine, @Nullable Boolean stale) {
  public static final ClaimFilter ALL = new ClaimFilter(Set.of(), Set.of(), "", null);

  public ClaimFilter {
    ids = Set.copyOf(ids);
    holders = Set.copyOf(holders);
  }
}
