package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionFilter;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.EventFilter;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.OpenResourceFilter;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What may be asked of each list, and how it is answered. */
final class Lists {
  private Lists() {}

  /** Newest first unless told otherwise. */
  record JobsAsked(
      @Nullable List<JobStatus> status,
      @Nullable ConnectionId source,
      @Nullable ConnectionId target,
      @Nullable String machine,
      @Nullable Boolean held,
      @Nullable Instant createdFrom,
      @Nullable Instant createdTo,
      @Nullable Instant finishedFrom,
      @Nullable Instant finishedTo,
      @Nullable ErrorCode failure,
      ListJobs.@Nullable Order sort,
      @Nullable Direction order,
      @Nullable Integer limit,
      @Nullable String after)
      implements Asked {
    private static final Usual<ListJobs.Order> USUAL =
        new Usual<>(ListJobs.Order.CREATED, Direction.DESC, 50, 500);

    ListJobs query() {
      var filter =
          new JobFilter(
              Set.of(),
              set(status),
              source,
              target,
              text(machine),
              held,
              new Span(createdFrom, createdTo),
              new Span(finishedFrom, finishedTo),
              failure);
      return new ListJobs(filter, USUAL.page(sort, order, limit, after));
    }
  }

  /** Oldest first unless told otherwise. */
  record ConnectionsAsked(
      @Nullable List<ConnectionStatus> status,
      @Nullable PlatformKind kind,
      @Nullable String name,
      ListConnections.@Nullable Order sort,
      @Nullable Direction order,
      @Nullable Integer limit,
      @Nullable String after)
      implements Asked {
    private static final Usual<ListConnections.Order> USUAL =
        new Usual<>(ListConnections.Order.CREATED, Direction.ASC, 500, 1000);

    ListConnections query() {
      var filter = new ConnectionFilter(Set.of(), set(status), kind, text(name));
      return new ListConnections(filter, USUAL.page(sort, order, limit, after));
    }
  }

  /** Newest first unless told otherwise. */
  record ArtifactsAsked(
      @Nullable List<JobId> job,
      @Nullable Boolean kept,
      @Nullable Instant createdFrom,
      @Nullable Instant createdTo,
      ListArtifacts.@Nullable Order sort,
      @Nullable Direction order,
      @Nullable Integer limit,
      @Nullable String after)
      implements Asked {
    private static final Usual<ListArtifacts.Order> USUAL =
        new Usual<>(ListArtifacts.Order.CREATED, Direction.DESC, 200, 1000);

    ListArtifacts query() {
      var filter = new ArtifactFilter(set(job), kept, new Span(createdFrom, createdTo));
      return new ListArtifacts(filter, USUAL.page(sort, order, limit, after));
    }
  }

  /** What was opened last comes first unless told otherwise. */
  record OpenResourcesAsked(
      @Nullable List<JobId> job,
      @Nullable List<Resource.Kind> kind,
      @Nullable ConnectionId connection,
      ListOpenResources.@Nullable Order sort,
      @Nullable Direction order,
      @Nullable Integer limit,
      @Nullable String after)
      implements Asked {
    private static final Usual<ListOpenResources.Order> USUAL =
        new Usual<>(ListOpenResources.Order.SINCE, Direction.DESC, 200, 1000);

    ListOpenResources query() {
      var filter = new OpenResourceFilter(set(job), set(kind), connection);
      return new ListOpenResources(filter, USUAL.page(sort, order, limit, after));
    }
  }

  /** What is held longest comes first unless told otherwise. */
  record ClaimsAsked(
      @Nullable List<JobId> job,
      @Nullable String machine,
      @Nullable Boolean stale,
      ListClaims.@Nullable Order sort,
      @Nullable Direction order,
      @Nullable Integer limit,
      @Nullable String after)
      implements Asked {
    private static final Usual<ListClaims.Order> USUAL =
        new Usual<>(ListClaims.Order.SINCE, Direction.ASC, 200, 1000);

    ListClaims query() {
      var filter = new ClaimFilter(Set.of(), set(job), text(machine), stale);
      return new ListClaims(filter, USUAL.page(sort, order, limit, after));
    }
  }

  /** Newest first unless told otherwise. */
  record EventsAsked(
      @Nullable String actor,
      @Nullable String type,
      @Nullable JobId job,
      @Nullable Instant atFrom,
      @Nullable Instant atTo,
      ListEvents.@Nullable Order sort,
      @Nullable Direction order,
      @Nullable Integer limit,
      @Nullable String after)
      implements Asked {
    private static final Usual<ListEvents.Order> USUAL =
        new Usual<>(ListEvents.Order.POSITION, Direction.DESC, 100, 500);

    ListEvents query() {
      var filter = new EventFilter(text(actor), text(type), job, new Span(atFrom, atTo));
      return new ListEvents(filter, USUAL.page(sort, order, limit, after));
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record Jobs(List<JobSummary> jobs, @Nullable String next) {
    static Jobs of(ViewQuery.Jobs found) {
      return new Jobs(found.jobs(), found.next());
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record Connections(List<ConnectionView> connections, @Nullable String next) {
    static Connections of(ViewQuery.Connections found) {
      return new Connections(found.connections(), found.next());
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record Artifacts(List<ArtifactView> artifacts, @Nullable String next) {
    static Artifacts of(ViewQuery.Artifacts found) {
      return new Artifacts(found.artifacts(), found.next());
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record OpenResources(List<OfJob> resources, @Nullable String next) {
    static OpenResources of(ViewQuery.OpenResources found) {
      return new OpenResources(found.resources(), found.next());
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record Claims(List<ClaimView> claims, @Nullable String next) {
    static Claims of(ViewQuery.Claims found) {
      return new Claims(found.claims(), found.next());
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record Events(List<ObjectNode> events, @Nullable String next) {
    static Events of(ViewQuery.Events found) {
      return new Events(found.events().stream().map(Frames::json).toList(), found.next());
    }
  }

  private static String text(@Nullable String sent) {
    return Objects.requireNonNullElse(sent, "");
  }

  private static <T> Set<T> set(@Nullable Collection<T> sent) {
    return sent == null ? Set.of() : Set.copyOf(sent);
  }
}
