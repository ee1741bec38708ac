package io.vmto.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.spi.Readable;
import io.vmto.contract.Event;
import io.vmto.contract.EventNames;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.JobSummary;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.CountJobs;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.FindJobs;
import io.vmto.contract.view.ViewQuery.FoundJobs;
import io.vmto.contract.view.ViewQuery.JobCounts;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import io.vmto.query.Listing.Column;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Questions about jobs. */
final class JobQueries {
  private static final Column BORN = Column.of("born", SortType.BIGINT);

  /** As many of the newest lists' rows as people look at. */
  private static final int REMEMBERED = 10_000;

  /** By their text: lists are asked for again and again, and most of them is as it was. */
  private final Cache<String, JobSummary> summaries =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();

  private final DatabaseClient db;

  JobQueries(DatabaseClient db) {
    this.db = db;
  }

  @QueryHandler
  CompletableFuture<JobView> answer(FindJob query) {
    var id = query.job().value();
    return Answers.of(
        db.sql("select doc from query.job where id = :id")
            .bind("id", id)
            .map(JobQueries::job)
            .one()
            .switchIfEmpty(unknown(id)));
  }

  /** Folded from the stored events as the live view is. */
  @QueryHandler
  CompletableFuture<JobView> answer(FindJobAt query) {
    var id = query.job().value();
    return Answers.of(
        db.sql(
                "select type, payload from query.feed"
                    + " where job = :id and job <> '' and position <= :position order by position")
            .bind("id", id)
            .bind("position", query.position())
            .map(JobQueries::event)
            .all()
            .reduceWith(
                Optional::<JobView>empty,
                (job, event) -> Optional.ofNullable(JobFold.evolve(job.orElse(null), event)))
            .flatMap(Mono::justOrEmpty)
            .map(job -> Documents.read(Documents.write(job), JobView.class)) // as it is kept
            .switchIfEmpty(unknown(id)));
  }

  private static Event event(Readable row) {
    var type = Objects.requireNonNull(row.get("type", String.class));
    var payload = Objects.requireNonNull(row.get("payload", String.class));
    return EventNames.typeOf(type)
        .map(known -> Documents.read(payload, known))
        .orElseThrow(() -> new IllegalStateException("No event is called " + type));
  }

  private static Mono<JobView> unknown(String id) {
    return Mono.error(
        () ->
            Answers.unknown(
                ErrorCode.UNKNOWN_JOB, "job", id, "list the jobs and take an id from there"));
  }

  @QueryHandler
  CompletableFuture<FoundJobs> answer(FindJobs query) {
    return Answers.of(
        db.sql("select doc from query.job where id = any(:ids)")
            .bind("ids", query.jobs().stream().map(JobId::value).toArray(String[]::new))
            .map(JobQueries::job)
            .all()
            .collectList()
            .map(FoundJobs::new));
  }

  @QueryHandler
  CompletableFuture<Jobs> answer(ListJobs query) {
    var filter = query.filter();
    return Listing.of("summary", "query.job", BORN)
        .among("id", filter.ids())
        .among("status", filter.status())
        .equal("source", filter.source())
        .equal("target", filter.target())
        .contains("machine", filter.machine())
        .whether("held", filter.held())
        .within("created", filter.created())
        .within("finished", filter.finished())
        .equal("failure", filter.failure())
        .answer(db, query.page(), sorted(query.page().by()), this::summary, Jobs::new);
  }

  @QueryHandler
  CompletableFuture<JobCounts> answer(CountJobs query) {
    return Answers.of(
        db.sql(
                "select status, held, count(*) as jobs, sum(bytes)::bigint as bytes"
                    + " from query.job group by status, held order by status, held")
            .map(JobQueries::count)
            .all()
            .collectList()
            .map(JobCounts::new));
  }

  private static JobCounts.Count count(Readable row) {
    return new JobCounts.Count(
        JobStatus.valueOf(Objects.requireNonNull(row.get("status", String.class))),
        Objects.requireNonNull(row.get("held", Boolean.class)),
        Objects.requireNonNull(row.get("jobs", Long.class)),
        Objects.requireNonNull(row.get("bytes", Long.class)));
  }

  private static Column sorted(ListJobs.Order by) {
    return switch (by) {
      case CREATED -> BORN;
      case UPDATED -> Column.of("updated", SortType.TIMESTAMPTZ);
      case NAME -> Column.of("name", SortType.TEXT);
      case STATUS -> Column.of("status", SortType.TEXT);
    };
  }

  @QueryHandler
  CompletableFuture<OpenResources> answer(ListOpenResources query) {
    var filter = query.filter();
    return Listing.of(
            "jsonb_build_object('job', j.id, 'resource', o)",
            "query.job j, jsonb_array_elements(j.doc -> 'open') o",
            Column.of("j.id || ' ' || (o #>> '{resource,name}')", SortType.TEXT))
        .whether("jsonb_array_length(j.doc -> 'open') > 0", true)
        .among("j.id", filter.jobs())
        .among("o #>> '{resource,kind}'", filter.kinds())
        .equal("o #>> '{resource,connection}'", filter.connection())
        .answer(
            db,
            query.page(),
            switch (query.page().by()) {
              case SINCE -> Column.of("query.instant(o ->> 'since')", SortType.TIMESTAMPTZ);
              case NAME -> Column.of("o #>> '{resource,name}'", SortType.TEXT);
            },
            row -> Documents.read(row, OfJob.class),
            OpenResources::new);
  }

  private static JobView job(Readable row) {
    return Documents.read(row, JobView.class);
  }

  private JobSummary summary(Readable row) {
    var text = Objects.requireNonNull(row.get("doc", String.class));
    return summaries.get(text, fresh -> Documents.read(fresh, JobSummary.class));
  }
}
