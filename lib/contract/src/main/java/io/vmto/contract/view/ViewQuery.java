package io.vmto.contract.view;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Progress;
import java.util.List;
import java.util.Set;
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

  /** The whole documents of some jobs; unknown ones are left out. Answer: {@link FoundJobs}. */
  record FindJobs(Set<JobId> jobs) implements ViewQuery {
    public FindJobs {
      jobs = Set.copyOf(jobs);
    }
  }

  /** Answer: {@link Jobs}. */
  record ListJobs(JobFilter filter, Page<ListJobs.Order> page) implements ViewQuery {
    /** What jobs are sorted by. */
    public enum Order {
      CREATED,
      UPDATED,
      NAME,
      STATUS
    }
  }

  /** How many jobs are in which state? Answer: {@link JobCounts}. */
  record CountJobs() implements ViewQuery {}

  /** Answer: {@link ConnectionView}, or a rejection UNKNOWN_CONNECTION. */
  record FindConnection(ConnectionId connection) implements ViewQuery {}

  /** Answer: {@link Connections}. */
  record ListConnections(ConnectionFilter filter, Page<ListConnections.Order> page)
      implements ViewQuery {
    private static final int ALL = 1_000;

    /** All that are not removed, oldest first. */
    public ListConnections() {
      this(ConnectionFilter.ALL, Page.ascending(ListConnections.Order.CREATED, ALL));
    }

    /** What connections are sorted by. */
    public enum Order {
      CREATED,
      UPDATED,
      NAME,
      STATUS
    }
  }

  /** Answer: {@link Artifacts}. */
  record ListArtifacts(ArtifactFilter filter, Page<ListArtifacts.Order> page) implements ViewQuery {
    /** What disk images are sorted by. */
    public enum Order {
      CREATED,
      NAME
    }
  }

  /** What is still ours out there? Answer: {@link OpenResources}. */
  record ListOpenResources(OpenResourceFilter filter, Page<ListOpenResources.Order> page)
      implements ViewQuery {
    /** What open resources are sorted by. */
    public enum Order {
      SINCE,
      NAME
    }
  }

  /** Which machines are held, and by whom? Answer: {@link Claims}. */
  record ListClaims(ClaimFilter filter, Page<ListClaims.Order> page) implements ViewQuery {
    /** What claims are sorted by. */
    public enum Order {
      SINCE,
      MACHINE
    }
  }

  /** Answer: {@link LicenseView}. */
  record FindLicense() implements ViewQuery {}

  /** Samples of a job since a time. Answer: {@link Samples}. */
  record ListSamples(JobId job, java.time.Instant since, int limit) implements ViewQuery {}

  /** Events after a position, in order, of one job where given. Answer: {@link FeedPage}. */
  record ReadFeed(long after, int limit, @Nullable JobId job) implements ViewQuery {}

  /** Who did what? Answer: {@link Events}. */
  record ListEvents(EventFilter filter, Page<ListEvents.Order> page) implements ViewQuery {
    /** What events are sorted by. */
    public enum Order {
      POSITION
    }
  }

  /** Subscription: first the {@link FeedPage} at the head, then every {@link FeedEntry}. */
  record WatchFeed() implements ViewQuery {}

  /** Subscription: first nothing, then every {@link Progress}. */
  record WatchProgress() implements ViewQuery {}

  /** In no order. */
  record FoundJobs(List<JobView> jobs) {
    public FoundJobs {
      jobs = List.copyOf(jobs);
    }
  }

  record Jobs(List<JobSummary> jobs, List<String> cursors, @Nullable String next)
      implements Listed<JobSummary> {
    public Jobs {
      jobs = List.copyOf(jobs);
      cursors = cursors == null ? List.of() : List.copyOf(cursors);
    }

    @Override
    public List<JobSummary> items() {
      return jobs;
    }
  }

  /** States in which there is no job are left out. */
  record JobCounts(List<Count> counts) {
    public JobCounts {
      counts = List.copyOf(counts);
    }

    /**
     * How many jobs are in a state.
     *
     * @param held whether they rest because a step failed
     * @param bytes what all their disks can hold
     */
    public record Count(JobStatus status, boolean held, long jobs, long bytes) {}
  }

  record Connections(List<ConnectionView> connections, List<String> cursors, @Nullable String next)
      implements Listed<ConnectionView> {
    public Connections {
      connections = List.copyOf(connections);
      cursors = cursors == null ? List.of() : List.copyOf(cursors);
    }

    @Override
    public List<ConnectionView> items() {
      return connections;
    }
  }

  record Artifacts(List<ArtifactView> artifacts, List<String> cursors, @Nullable String next)
      implements Listed<ArtifactView> {
    public Artifacts {
      artifacts = List.copyOf(artifacts);
      cursors = cursors == null ? List.of() : List.copyOf(cursors);
    }

    @Override
    public List<ArtifactView> items() {
      return artifacts;
    }
  }

  record OpenResources(
      List<OpenResources.OfJob> resources, List<String> cursors, @Nullable String next)
      implements Listed<OpenResources.OfJob> {
    public OpenResources {
      resources = List.copyOf(resources);
      cursors = cursors == null ? List.of() : List.copyOf(cursors);
    }

    @Override
    public List<OfJob> items() {
      return resources;
    }

    /** A resource and the job that has it open. */
    public record OfJob(JobId job, JobView.OpenResource resource) {}
  }

  record Claims(List<ClaimView> claims, List<String> cursors, @Nullable String next)
      implements Listed<ClaimView> {
    public Claims {
      claims = List.copyOf(claims);
      cursors = cursors == null ? List.of() : List.copyOf(cursors);
    }

    @Override
    public List<ClaimView> items() {
      return claims;
    }
  }

  record Events(List<FeedEntry> events, List<String> cursors, @Nullable String next)
      implements Listed<FeedEntry> {
    public Events {
      events = List.copyOf(events);
      cursors = cursors == null ? List.of() : List.copyOf(cursors);
    }

    @Override
    public List<FeedEntry> items() {
      return events;
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
