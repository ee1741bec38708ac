package io.vmto.contract.view;

import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine that a job holds, so that no other moves it.
 *
 * @param machine as its platform calls it
 * @param status of the holder; null when there is no such job
 * @param stale the holder has ended or is unknown, and the claim is still there
 */
public record ClaimView(
    ClaimId id,
    JobId holder,
    String machine,
    @Nullable JobStatus status,
    boolean stale,
    Instant since) {}
