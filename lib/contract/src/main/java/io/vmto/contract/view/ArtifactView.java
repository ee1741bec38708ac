package io.vmto.contract.view;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A disk image that this installation keeps or kept for a job.
 *
 * @param root of its content; empty until the disk was read
 * @param image whether a whole image was read back from there; else there are notes of a copy only
 * @param keptUntil once its job is done; from then on it may be gone at any time
 * @param check the last time that somebody wanted it to be read again
 */
public record ArtifactView(
    String name,
    JobId job,
    String disk,
    String root,
    String location,
    boolean image,
    Instant createdAt,
    @Nullable Instant keptUntil,
    @Nullable Instant deletedAt,
    @Nullable Check check) {
  /** Whether it is still ours to give. */
  public boolean keptAt(Instant now) {
    return deletedAt == null && (keptUntil == null || keptUntil.isAfter(now));
  }

  /**
   * An image that is or was read again.
   *
   * @param at when that was done; null while it is not
   * @param root of the disk in it; empty while it is not known, or could not be read
   * @param by how it was read
   * @param same whether that is the root of the disk that was copied
   * @param failure why it could not be read
   */
  public record Check(
      Instant askedAt,
      @Nullable Instant at,
      String root,
      String by,
      boolean same,
      @Nullable Failure failure) {}
}
