package io.vmto.contract.operations;

import io.vmto.contract.view.JobView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended, or has something open, and when it last gave a sign of life.
 *
 * @param progress the newest sample; null before the first
 */
public record Pulse(JobView job, @Nullable Instant progress) {
  /** The last event or sample, whichever is newer. */
  public Instant last() {
    var at = progress;
    return at == null || at.isBefore(job.updatedAt()) ? job.updatedAt() : at;
  }
}
