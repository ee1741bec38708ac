package io.vmto.contract.view;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions answered by query-service from its read models. */
public sealed interface ViewQuery {
  /** Answer: {@link JobView}, or a rejection UNKNOWN_JOB. */
  record FindJob(JobId job) implements ViewQuery {}

  /**
   * The job as it was once the event at this position was stored. Answer: {@link JobView}, or a
   * rejection UNKNOWN_JOB where there was none yet.
   */
  record FindJobAt(JobId job, long position) implements ViewQuery {}

  /** Newest first. Answer: {@link Jobs}. */
  record ListJobs(@Nullable JobStatus status, int limit, @Nullable String after)
      implements ViewQuery {}

  /** Answer: {@link ConnectionView}, or a rejection UNKNOWN_CONNECTION. */
  record FindConnection(ConnectionId connection) implements ViewQuery {}

  /** Answer: {@link Connections}. */
  record ListConnections() implements ViewQuery {}

  /** Answer: {@link Artifacts}. */
  record ListArtifacts(int limit) implements ViewQuery {}

  /** What is still ours out there? Answer: {@link OpenResources}. */
  record ListOpenResources() implements ViewQuery {}

  /** Which machines are held, and by whom? Answer: {@link Claims}. */
  record ListClaims() implements ViewQuery {}

  /** Answer: {@link LicenseView}. */
  record FindLicense() implements ViewQuery {}

  /** Samples of a job since a time. Answer: {@link Samples}. */
  record ListSamples(JobId job, java.time.Instant since, int limit) implements ViewQuery {}

  /** Events after a position, in order, of one job where given. Answer: {@link FeedPage}. */
  record ReadFeed(long after, int limit, @Nullable JobId job) implements ViewQuery {}

  /** Subscription: first the {@link FeedPage} at the head, then every {@link FeedEntry}. */
  record WatchFeed() implements ViewQuery {}

  /** Subscription: first nothing, then every {@link Progress}. */
  record WatchProgress() implements ViewQuery {}

  /** {@code next} continues the list, or null at its end. */
  record Jobs(List<JobView> jobs, @Nullable String next) {
    public Jobs {
      jobs = List.copyOf(jobs);
    }
  }

  record Connections(List<ConnectionView> connections) {
    public Connections {
      connections = List.copyOf(connections);
    }
  }

  record Artifacts(List<ArtifactView> artifacts) {
    public Artifacts {
      artifacts = List.copyOf(artifacts);
    }
  }

  record OpenResources(List<OfJob> resources) {
    public OpenResources {
      resources = List.copyOf(resources);
    }

    /** A resource and the job that has it open. */
    public record OfJob(JobId job, JobView.OpenResource resource) {}
  }

  record Claims(List<ClaimView> claims) {
    public Claims {
      claims = List.copyOf(claims);
    }
  }

  record Samples(List<Progress> samples) {
    public Samples {
      samples = List.copyOf(samples);
    }
  }

  /** {@code head} is the newest position the read side has seen. */
  record FeedPage(List<FeedEntry> entries, long head) {
    public FeedPage {
      entries = List.copyOf(entries);
    }
  }
}
