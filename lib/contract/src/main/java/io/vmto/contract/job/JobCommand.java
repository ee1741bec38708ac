package io.vmto.contract.job;

import io.vmto.contract.Command;
import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of a job: by people first, by the saga below the line. */
public sealed interface JobCommand extends Command {
  JobId job();

  @Override
  default JobId target() {
    return job();
  }

  record CreateJob(JobId job, MigrationSpec spec, Limits limits) implements JobCommand {}

  /** Start what was shown: {@code planHash} must be the stored plan's. */
  record StartJob(JobId job, String planHash) implements JobCommand {}

  record PauseJob(JobId job) implements JobCommand {}

  record ResumeJob(JobId job) implements JobCommand {}

  record CancelJob(JobId job) implements JobCommand {}

  record RetryFailedSteps(JobId job) implements JobCommand {}

  /** Run again from a step, first undoing what that step and later ones have made. */
  record ResumeFromStep(JobId job, int step) implements JobCommand {}

  /** The source of a warm migration may be shut down now. */
  record ApproveJobCutover(JobId job) implements JobCommand {}

  /** What is null stays as it is. */
  record ChangeLimits(JobId job, @Nullable Long bytesPerSecond, @Nullable Integer parallelDisks)
      implements JobCommand {}

  /**
   * An image of one of its disks is about to be taken away; in whatever state the job is.
   *
   * @param artifact the name of the image
   * @param offset of the first byte that was asked for
   * @param length bytes asked for
   */
  record RecordDownload(JobId job, String artifact, long offset, long length)
      implements JobCommand {}

  /**
   * An image of one of its disks is to be read again, to see whether it still is what was copied;
   * in whatever state the job is.
   *
   * @param artifact the name of the image
   */
  record CheckImage(JobId job, String artifact) implements JobCommand {}

  // ── from the saga and the workers ──

  /**
   * An image was read again.
   *
   * @param root of the disk in it; empty where it could not be read
   * @param by how it was read
   */
  record RecordImageCheck(
      JobId job, String artifact, String root, String by, @Nullable Failure failure)
      implements JobCommand {}

  record MarkRunning(JobId job) implements JobCommand {}

  /**
   * Its transfer rests.
   *
   * @param since nobody has asked for it when a step failed whose copies are kept; then it counts
   *     unless the job was resumed later
   */
  record MarkPaused(JobId job, Instant since) implements JobCommand {}

  /** The claim or the licence was refused. */
  record RefuseStart(JobId job, Failure failure) implements JobCommand {}

  record RecordOutcome(
      JobId job, Outcome outcome, @Nullable Failure failure, List<Leftover> leftovers)
      implements JobCommand {
    public RecordOutcome {
      leftovers = List.copyOf(leftovers);
    }
  }
}
