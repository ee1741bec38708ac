package io.vmto.gateway.graphql;

import graphql.GraphQLContext;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionFilter;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.Listed;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindJobs;
import io.vmto.contract.view.ViewQuery.FoundJobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Call;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dataloader.BatchLoaderEnvironment;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import reactor.core.publisher.Mono;

/**
 * What belongs to the items of a list is asked for once for all of them: a hundred jobs with their
 * connections are two questions.
 */
final class Loaders {
  static final String JOBS = "jobs";
  static final String DOCUMENTS = "documents";
  static final String CONNECTIONS = "connections";
  static final String ARTIFACTS = "artifacts";
  static final String CLAIMS = "claims";

  private static final int PAGE = 1_000;

  private final Bus bus;

  Loaders(Bus bus) {
    this.bus = bus;
  }

  void register(BatchLoaderRegistry registry) {
    registry.<JobId, JobSummary>forName(JOBS).registerMappedBatchLoader(this::jobs);
    registry.<JobId, JobView>forName(DOCUMENTS).registerMappedBatchLoader(this::documents);
    registry
        .<ConnectionId, ConnectionView>forName(CONNECTIONS)
        .registerMappedBatchLoader(this::connections);
    registry
        .<JobId, List<ArtifactView>>forName(ARTIFACTS)
        .registerMappedBatchLoader(this::artifacts);
    registry.<JobId, List<ClaimView>>forName(CLAIMS).registerMappedBatchLoader(this::claims);
  }

  private Mono<Map<JobId, JobSummary>> jobs(Set<JobId> ids, BatchLoaderEnvironment env) {
    var all = JobFilter.ALL;
    var filter =
        new JobFilter(
            ids,
            all.status(),
            null,
            null,
            all.machine(),
            null,
            all.created(),
            all.finished(),
            null);
    return all(
            Page.ascending(ListJobs.Order.CREATED, PAGE),
            page -> bus.ask(new ListJobs(filter, page), ViewQuery.Jobs.class, call(env)))
        .map(found -> byKey(found, JobSummary::id));
  }

  private Mono<Map<JobId, JobView>> documents(Set<JobId> ids, BatchLoaderEnvironment env) {
    return bus.ask(new FindJobs(ids), FoundJobs.class, call(env))
        .map(found -> byKey(found.jobs(), JobView::id));
  }

  private Mono<Map<ConnectionId, ConnectionView>> connections(
      Set<ConnectionId> ids, BatchLoaderEnvironment env) {
    var filter = new ConnectionFilter(ids, Set.of(), null, "");
    return all(
            Page.ascending(ListConnections.Order.CREATED, PAGE),
            page ->
                bus.ask(new ListConnections(filter, page), ViewQuery.Connections.class, call(env)))
        .map(found -> byKey(found, ConnectionView::id));
  }

  private Mono<Map<JobId, List<ArtifactView>>> artifacts(
      Set<JobId> jobs, BatchLoaderEnvironment env) {
    var filter = new ArtifactFilter(jobs, null, Span.ALWAYS);
    return all(
            Page.ascending(ListArtifacts.Order.CREATED, PAGE),
            page -> bus.ask(new ListArtifacts(filter, page), ViewQuery.Artifacts.class, call(env)))
        .map(found -> grouped(found, jobs, ArtifactView::job));
  }

  private Mono<Map<JobId, List<ClaimView>>> claims(Set<JobId> jobs, BatchLoaderEnvironment env) {
    var filter = new ClaimFilter(Set.of(), jobs, "", null);
    return all(
            Page.ascending(ListClaims.Order.SINCE, PAGE),
            page -> bus.ask(new ListClaims(filter, page), ViewQuery.Claims.class, call(env)))
        .map(found -> grouped(found, jobs, ClaimView::holder));
  }

  /** Page by page; one of them is nearly always enough. */
  private static <K extends Enum<K>, T, A extends Listed<T>> Mono<List<T>> all(
      Page<K> first, Function<Page<K>, Mono<A>> list) {
    return list.apply(first)
        .expand(
            found -> found.next() == null ? Mono.empty() : list.apply(first.after(found.next())))
        .concatMapIterable(Listed::items)
        .collectList();
  }

  private static <K, T> Map<K, T> byKey(List<T> found, Function<T, K> key) {
    return found.stream().collect(Collectors.toMap(key, Function.identity()));
  }

  private static <K, T> Map<K, List<T>> grouped(List<T> found, Set<K> keys, Function<T, K> key) {
    var groups = found.stream().collect(Collectors.groupingBy(key));
    keys.forEach(k -> groups.putIfAbsent(k, List.of()));
    return groups;
  }

  private static Call call(BatchLoaderEnvironment env) {
    GraphQLContext context = Objects.requireNonNull(env.getContext());
    return Objects.requireNonNull(context.get(Call.class));
  }
}
