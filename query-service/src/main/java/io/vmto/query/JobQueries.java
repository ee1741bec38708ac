package io.vmto.query;

import io.r2dbc.spi.Readable;
import io.vmto.contract.Event;
import io.vmto.contract.EventNames;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListOpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources;
import io.vmto.contract.view.ViewQuery.OpenResources.OfJob;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Questions about jobs. */
final class JobQueries {
  private static final int MOST = 200;

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
  CompletableFuture<Jobs> answer(ListJobs query) {
    int limit = Answers.limit(query.limit(), MOST);
    var status = query.status();
    var sql =
        "select born, doc from query.job where born < :before"
            + (status == null ? "" : " and status = :status")
            + " order by born desc limit :some";
    var rows = db.sql(sql).bind("before", Cursor.before(query.after())).bind("some", limit + 1);
    if (status != null) {
      rows = rows.bind("status", status.name());
    }
    return Answers.of(
        rows.map(r -> new Row(number(r, "born"), job(r)))
            .all()
            .collectList()
            .map(found -> page(found, limit)));
  }

  @QueryHandler
  CompletableFuture<OpenResources> answer(ListOpenResources query) {
    return Answers.of(
        db.sql(
                "select doc from query.job where jsonb_array_length(doc -> 'open') > 0"
                    + " order by born desc")
            .map(JobQueries::job)
            .all()
            .flatMapIterable(job -> job.open().stream().map(o -> new OfJob(job.id(), o)).toList())
            .collectList()
            .map(OpenResources::new));
  }

  private static Jobs page(List<Row> found, int limit) {
    if (found.size() <= limit) {
      return new Jobs(found.stream().map(Row::job).toList(), null);
    }
    var shown = found.subList(0, limit);
    return new Jobs(shown.stream().map(Row::job).toList(), Cursor.after(shown.getLast().born()));
  }

  private static JobView job(Readable row) {
    return Documents.read(row, JobView.class);
  }

  private static long number(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Long.class));
  }

  private record Row(long born, JobView job) {}
}
