package io.vmto.contract.view;

import io.vmto.contract.job.JobId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which disk images are listed; what is empty or null does not narrow.
 *
 * @param jobs made by one of these
 * @param kept whether it is still there
 */
public record ArtifactFilter(Set<JobId> jobs, @Nullable Boolean kept, Span created) {
  public static final ArtifactFilter ALL = new ArtifactFilter(Set.of(), null, Span.ALWAYS);

  public ArtifactFilter {
    jobs = Set.copyOf(jobs);
  }
}
