package io.vmto.contract.view;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.transfer.Grade;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as lists show it. What it shares with {@link JobView} has the same name and value there.
 *
 * @param held it rests because a step failed, and goes on when it is resumed
 * @param machineName as the source calls it
 * @param bytes what its disks can hold
 * @param grade how well the least proven of its disks is proven
 * @param stepsDone steps that succeeded or were skipped
 * @param stepsPlanned steps of the plan
 * @param step title of the step under way, or empty
 * @param stepKind its kind, as in {@link JobView.StepView}, or empty
 * @param stepDisk the one disk it is about, as the source calls it, or empty
 */
public record JobSummary(
    JobId id,
    String name,
    JobStatus status,
    boolean held,
    MigrationRequest request,
    Limits limits,
    String machineName,
    long bytes,
    String strategy,
    Grade reachable,
    Grade grade,
    int stepsDone,
    int stepsPlanned,
    String step,
    String stepKind,
    String stepDisk,
    @Nullable Instant downSince,
    @Nullable Failure failure,
    long events,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant updatedAt) {}
