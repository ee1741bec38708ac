package io.vmto.gateway.graphql;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.TypeRuntimeWiring;
import io.vmto.contract.Id;
import io.vmto.contract.access.Permission;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.view.ArtifactFilter;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimFilter;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionFilter;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.EventFilter;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.Listed;
import io.vmto.contract.view.OpenResourceFilter;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.CountJobs;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.gateway.Bus;
import io.vmto.gateway.Installation;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.Failures;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import reactor.core.publisher.Mono;

/** How each field comes by its value, where it is not simply a part of its parent. */
final class Fetchers implements RuntimeWiringConfigurer {
  private static final int MOST_SAMPLES = 10_000;

  /** What only the whole document of a job tells. */
  private static final Map<String, Function<JobView, @Nullable Object>> OF_DOCUMENT =
      Map.ofEntries(
          Map.entry("machine", JobView::machine),
          Map.entry("planHash", JobView::planHash),
          Map.entry("findings", JobView::findings),
          Map.entry("steps", JobView::steps),
          Map.entry("passes", JobView::passes),
          Map.entry("forecast", JobView::forecast),
          Map.entry("disks", JobView::disks),
          Map.entry("boot", JobView::boot),
          Map.entry("open", JobView::open),
          Map.entry("leftovers", JobView::leftovers));

  private final Bus bus;
  private final Subscriptions subscriptions;

  Fetchers(Bus bus, Subscriptions subscriptions) {
    this.bus = bus;
    this.subscriptions = subscriptions;
  }

  @Override
  public void configure(RuntimeWiring.Builder wiring) {
    Scalars.all().forEach(wiring::scalar);
    wiring
        .type("Query", this::query)
        .type("Subscription", subscriptions::wire)
        .type(
            "Node",
            type ->
                type.typeResolver(env -> env.getSchema().getObjectType(nodeType(env.getObject()))))
        .type("Job", this::job)
        .type("Connection", type -> node(type, "connections/", ConnectionView::id))
        .type("Claim", type -> claim(node(type, "claims/", ClaimView::id)))
        .type(
            "Artifact",
            type ->
                type.dataFetcher("job", of(ArtifactView.class, Loaders.JOBS, ArtifactView::job)))
        .type(
            "JobResource",
            type -> type.dataFetcher("job", of(OfJob.class, Loaders.JOBS, OfJob::job)))
        .type("StoredEvent", type -> type.dataFetcher("payload", Fetchers::payload));
  }

  private TypeRuntimeWiring.Builder query(TypeRuntimeWiring.Builder type) {
    return type.dataFetcher("node", this::node)
        .dataFetcher("job", env -> load(env, Loaders.JOBS, new Asking(env).id("id", JobId::new)))
        .dataFetcher("jobAt", this::jobAt)
        .dataFetcher(
            "connection",
            env -> load(env, Loaders.CONNECTIONS, new Asking(env).id("id", ConnectionId::new)))
        .dataFetcher(
            "jobs",
            list(JobFilter.class, ListJobs.Order.class, ListJobs::new, ViewQuery.Jobs.class))
        .dataFetcher(
            "connections",
            list(
                ConnectionFilter.class,
                ListConnections.Order.class,
                ListConnections::new,
                ViewQuery.Connections.class))
        .dataFetcher(
            "artifacts",
            list(
                ArtifactFilter.class,
                ListArtifacts.Order.class,
                ListArtifacts::new,
                ViewQuery.Artifacts.class))
        .dataFetcher(
            "claims",
            list(
                ClaimFilter.class, ListClaims.Order.class, ListClaims::new, ViewQuery.Claims.class))
        .dataFetcher(
            "openResources",
            list(
                OpenResourceFilter.class,
                ListOpenResources.Order.class,
                ListOpenResources::new,
                ViewQuery.OpenResources.class))
        .dataFetcher("jobCounts", this::jobCounts)
        .dataFetcher(
            "events",
            list(
                EventFilter.class, ListEvents.Order.class, ListEvents::new, ViewQuery.Events.class))
        .dataFetcher(
            "license", env -> bus.ask(new FindLicense(), LicenseView.class, new Asking(env).call()))
        .dataFetcher("system", Fetchers::system);
  }

  private <F, K extends Enum<K>, T, A extends Listed<T>> DataFetcher<Mono<Relay<T>>> list(
      Class<F> filter, Class<K> by, BiFunction<F, Page<K>, ViewQuery> query, Class<A> answer) {
    return env -> {
      var asking = new Asking(env);
      var page = asking.page(by);
      return bus.ask(query.apply(asking.filter(filter), page), answer, asking.call())
          .map(found -> Relay.of(found, page.after() != null));
    };
  }

  private @Nullable Object node(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    var id = asking.required("id", String.class);
    return switch (id.substring(0, Math.max(0, id.indexOf('/')))) {
      case "jobs" -> load(env, Loaders.JOBS, asking.id("id", JobId::new));
      case "connections" -> load(env, Loaders.CONNECTIONS, asking.id("id", ConnectionId::new));
      case "claims" -> claim(asking, asking.id("id", ClaimId::new));
      default -> null;
    };
  }

  private Mono<ClaimView> claim(Asking asking, ClaimId id) {
    var query =
        new ListClaims(
            new ClaimFilter(Set.of(id), Set.of(), "", null),
            Page.ascending(ListClaims.Order.SINCE, 1));
    return bus.ask(query, ViewQuery.Claims.class, asking.call())
        .flatMap(found -> Mono.justOrEmpty(found.claims().stream().findFirst()));
  }

  private Object jobCounts(DataFetchingEnvironment env) {
    return bus.ask(new CountJobs(), ViewQuery.JobCounts.class, new Asking(env).call())
        .map(ViewQuery.JobCounts::counts);
  }

  private Mono<JobView> jobAt(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    var query = new FindJobAt(asking.id("id", JobId::new), asking.required("position", Long.class));
    return bus.ask(query, JobView.class, asking.call())
        .onErrorResume(
            e -> Failures.of(e).code() == ErrorCode.UNKNOWN_JOB ? Mono.empty() : Mono.error(e));
  }

  private TypeRuntimeWiring.Builder job(TypeRuntimeWiring.Builder type) {
    node(type, "jobs/", JobSummary::id)
        .dataFetcher(
            "source",
            of(JobSummary.class, Loaders.CONNECTIONS, j -> j.request().source().connection()))
        .dataFetcher(
            "target",
            of(JobSummary.class, Loaders.CONNECTIONS, j -> j.request().target().connection()))
        .dataFetcher("artifacts", of(JobSummary.class, Loaders.ARTIFACTS, JobSummary::id))
        .dataFetcher("claims", of(JobSummary.class, Loaders.CLAIMS, JobSummary::id))
        .dataFetcher("history", this::history)
        .dataFetcher("samples", this::samples);
    OF_DOCUMENT.forEach((name, part) -> type.dataFetcher(name, env -> document(env, part)));
    return type;
  }

  private static Installation system(DataFetchingEnvironment env) {
    new Asking(env).call().require(Permission.VIEW);
    return Installation.current();
  }

  private static CompletionStage<@Nullable Object> document(
      DataFetchingEnvironment env, Function<JobView, @Nullable Object> part) {
    return Fetchers.<JobId, JobView>load(env, Loaders.DOCUMENTS, parent(env, JobSummary.class).id())
        .thenApply(
            job -> {
              if (job == null) {
                throw new Rejected(
                    ErrorCode.UNKNOWN_JOB, "The job is not there any more.", "List the jobs.");
              }
              return part.apply(job);
            });
  }

  private Object history(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    var query =
        new ReadFeed(
            asking.required("after", Long.class),
            asking.first(Asking.MOST),
            parent(env, JobSummary.class).id());
    return bus.ask(query, FeedPage.class, asking.call()).map(FeedPage::entries);
  }

  private Object samples(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    var since = asking.required("since", Instant.class);
    var query =
        new ListSamples(parent(env, JobSummary.class).id(), since, asking.first(MOST_SAMPLES));
    return bus.ask(query, ViewQuery.Samples.class, asking.call()).map(ViewQuery.Samples::samples);
  }

  private static TypeRuntimeWiring.Builder claim(TypeRuntimeWiring.Builder type) {
    return type.dataFetcher("holder", of(ClaimView.class, Loaders.JOBS, ClaimView::holder));
  }

  private static <T> TypeRuntimeWiring.Builder node(
      TypeRuntimeWiring.Builder type, String address, Function<T, Id> id) {
    return type.dataFetcher("id", env -> address + id.apply(env.getSource()))
        .dataFetcher("key", env -> id.apply(env.getSource()).value());
  }

  private static String nodeType(Object node) {
    return switch (node) {
      case JobSummary j -> "Job";
      case ConnectionView c -> "Connection";
      case ClaimView c -> "Claim";
      default -> throw new IllegalStateException("no node: " + node.getClass());
    };
  }

  /** As it is stored, but no text any more. */
  private static Object payload(DataFetchingEnvironment env) {
    return ContractJson.mapper().readValue(parent(env, FeedEntry.class).payload(), Object.class);
  }

  private static <P, K> DataFetcher<CompletableFuture<@Nullable Object>> of(
      Class<P> parent, String loader, Function<P, K> key) {
    return env -> load(env, loader, key.apply(parent(env, parent)));
  }

  private static <K, V> CompletableFuture<V> load(
      DataFetchingEnvironment env, String loader, K key) {
    return Objects.requireNonNull(env.<K, V>getDataLoader(loader)).load(key);
  }

  private static <P> P parent(DataFetchingEnvironment env, Class<P> type) {
    return type.cast(Objects.requireNonNull(env.<Object>getSource()));
  }
}
