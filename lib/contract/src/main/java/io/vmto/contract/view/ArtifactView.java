package io.vmto.contract.view;

import io.vmto.contract.job.JobId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A disk image that this installation keeps or kept for a job. */
public record ArtifactView(
    String name,
    JobId job,
    String disk,
    String root,
    String location,
    Instant createdAt,
    @Nullable Instant deletedAt) {}
