package io.vmto.contract.view;

import io.vmto.contract.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A disk image that this installation keeps or kept for a job.
 *
 * @param root of its content; empty until the disk was read
 * @param keptUntil once its job is done; from then on it may be gone at any time
 */
public record ArtifactView(
    String name,
    JobId job,
    String disk,
    String root,
    String location,
    Instant createdAt,
    @Nullable Instant keptUntil,
    @Nullable Instant deletedAt) {
  /** Whether it is still ours to give. */
  public boolean keptAt(Instant now) {
    return deletedAt == null && (keptUntil == null || keptUntil.isAfter(now));
  }
}
