package io.vmto.contract.view;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Finding;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.StepStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is read: what from where to where, its plan with the state of each step, its evidence
 * and what it has open.
 *
 * @param events how many events of the job and its transfer are folded in
 * @param passes of a warm migration, the last one may be under way
 * @param forecast of the cutover; null before two passes are done
 * @param downSince when the guest was asked to shut down; null before
 * @param open what is ours on either side and not closed
 */
public record JobView(
    JobId id,
    String name,
    JobStatus status,
    MigrationRequest request,
    Limits limits,
    Machine machine,
    String strategy,
    String planHash,
    Grade reachable,
    List<Finding> findings,
    List<StepView> steps,
    List<PassView> passes,
    @Nullable Forecast forecast,
    @Nullable Instant downSince,
    List<DiskView> disks,
    Boot boot,
    List<OpenResource> open,
    List<Leftover> leftovers,
    @Nullable Failure failure,
    long events,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant updatedAt) {
  public JobView {
    findings = List.copyOf(findings);
    steps = List.copyOf(steps);
    passes = List.copyOf(passes);
    disks = List.copyOf(disks);
    open = List.copyOf(open);
    leftovers = List.copyOf(leftovers);
  }

  /**
   * Whether it rests because a step failed: it goes on when the cause is mended and it is resumed.
   */
  public boolean held() {
    return status == JobStatus.PAUSED && failure != null;
  }

  /** A line of the plan and how it went. */
  public record StepView(
      int index,
      String kind,
      String title,
      String disk,
      long bytes,
      StepStatus status,
      int attempts,
      StepReport report,
      @Nullable Failure failure,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable Instant retryAt) {}

  /**
   * A pass over all disks.
   *
   * @param changed bytes that the source named as changed
   * @param why it was void, or read whole disks again; empty otherwise
   */
  public record PassView(
      int number,
      State state,
      long changed,
      long read,
      long written,
      long millis,
      String why,
      Instant startedAt,
      @Nullable Instant endedAt) {
    /** How it stands. */
    public enum State {
      RUNNING,
      DONE,
      VOID
    }
  }

  /** A disk and everything that was checked about it. */
  public record DiskView(String key, long bytes, List<Evidence> evidence, Grade grade) {
    public DiskView {
      evidence = List.copyOf(evidence);
    }
  }

  /** A resource in the ledger; {@code remoteId} is empty while it is only intended. */
  public record OpenResource(Resource resource, String remoteId, Instant since) {}
}
