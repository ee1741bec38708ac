package io.vmto.contract.job;

import io.vmto.contract.Event;
import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.Leftover;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of a job on one page. */
public sealed interface JobEvent extends Event {
  JobId job();

  record JobCreated(JobId job, MigrationSpec spec, Plan plan, Instant at) implements JobEvent {}

  /** Somebody asked for it to run; {@code machine} and connection say what has to be claimed. */
  record JobQueued(JobId job, MigrationRequest.Source source, Instant at) implements JobEvent {}

  /** Follows the creation of a job with other limits than {@link Limits#DEFAULT}, too. */
  record JobLimitsChanged(JobId job, Limits limits, Instant at) implements JobEvent {}

  record JobRunning(JobId job, Instant at) implements JobEvent {}

  /** Somebody let the source of a warm migration be shut down. */
  record JobCutoverApproved(JobId job, Instant at) implements JobEvent {}

  /**
   * Somebody began to take an image of one of its disks away, or to go on with that.
   *
   * @param artifact the name of the image
   * @param offset of the first byte that was asked for
   * @param length bytes asked for
   */
  record JobDownloadBegun(JobId job, String artifact, long offset, long length, Instant at)
      implements JobEvent {}

  /**
   * Somebody wants to know whether an image still is the disk that was copied.
   *
   * @param artifact the name of the image
   */
  record JobImageCheckAsked(JobId job, String artifact, Instant at) implements JobEvent {}

  /**
   * The image was read again from where it is kept.
   *
   * @param root of the disk in it, which may be another than it was; empty where it could not be
   *     read
   * @param by how it was read
   */
  record JobImageChecked(
      JobId job, String artifact, String root, String by, @Nullable Failure failure, Instant at)
      implements JobEvent {}

  record JobPausing(JobId job, Instant at) implements JobEvent {}

  record JobPaused(JobId job, Instant at) implements JobEvent {}

  /** {@code fromStep} is the step to run again from, or -1 to go on where it stopped. */
  record JobResuming(JobId job, int fromStep, Instant at) implements JobEvent {}

  record JobCancelling(JobId job, Instant at) implements JobEvent {}

  record JobCancelled(JobId job, List<Leftover> leftovers, Instant at) implements JobEvent {
    public JobCancelled {
      leftovers = List.copyOf(leftovers);
    }
  }

  record JobFailed(JobId job, Failure failure, List<Leftover> leftovers, Instant at)
      implements JobEvent {
    public JobFailed {
      leftovers = List.copyOf(leftovers);
    }
  }

  record JobSucceeded(JobId job, Instant at) implements JobEvent {}
}
