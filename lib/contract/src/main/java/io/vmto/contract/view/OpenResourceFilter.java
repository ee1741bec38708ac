package io.vmto.contract.view;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Resource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which open resources are listed; what is empty or null does not narrow.
 *
 * @param jobs opened by one of these
 * @param kinds one of these
 * @param connection on this endpoint
 */
public record OpenResourceFilter(
    Set<JobId> jobs, Set<Resource.Kind> kinds, @Nullable ConnectionId connection) {
  public static final OpenResourceFilter ALL = new OpenResourceFilter(Set.of(), Set.of(), null);

  public OpenResourceFilter {
    jobs = Set.copyOf(jobs);
    kinds = Set.copyOf(kinds);
  }
}
