package io.vmto.contract.view;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are listed; what is empty or null does not narrow.
 *
 * @param ids one of these
 * @param status one of these
 * @param source moved from this connection
 * @param target moved to this connection
 * @param machine a part of the machine's name on the source, in small or capital letters
 * @param held whether it rests because a step failed
 * @param created when it was created
 * @param finished when it ended; a job that goes on is in no span but {@link Span#ALWAYS}
 * @param failure why it failed or is held
 */
public record JobFilter(
    Set<JobId> ids,
    Set<JobStatus> status,
    @Nullable ConnectionId source,
    @Nullable ConnectionId target,
    String machine,
    @Nullable Boolean held,
    Span created,
    Span finished,
    @Nullable ErrorCode failure) {
  public static final JobFilter ALL =
      new JobFilter(Set.of(), Set.of(), null, null, "", null, Span.ALWAYS, Span.ALWAYS, null);

  public JobFilter {
    ids = Set.copyOf(ids);
    status = Set.copyOf(status);
  }

  /** Those in one of these states. */
  public static JobFilter in(JobStatus... status) {
    return new JobFilter(
        Set.of(), Set.of(status), null, null, "", null, Span.ALWAYS, Span.ALWAYS, null);
  }
}
