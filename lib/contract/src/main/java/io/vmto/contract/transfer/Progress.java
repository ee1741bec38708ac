package io.vmto.contract.transfer;

import io.vmto.contract.job.JobId;
import java.time.Instant;

/**
 * Where a running step is; not an event, conflated to one a second, may be lost.
 *
 * @param total bytes of the step's work, or 0 when unknown
 * @param done bytes of the total that are behind us (read, zeros included)
 * @param rate bytes per second over the last seconds
 */
public record Progress(
    JobId job,
    int step,
    String phase,
    String disk,
    long total,
    long done,
    long read,
    long zeros,
    long written,
    long rate,
    Instant at) {}
