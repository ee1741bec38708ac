package io.vmto.query;

import io.r2dbc.spi.Readable;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.ViewQuery.Events;
import io.vmto.contract.view.ViewQuery.FeedPage;
import io.vmto.contract.view.ViewQuery.ListEvents;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.ReadFeed;
import io.vmto.contract.view.ViewQuery.Samples;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import io.vmto.contract.view.ViewQuery.WatchProgress;
import io.vmto.query.Listing.Column;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;

/** Questions about what happened, and what happens now. */
final class FeedQueries {
  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_SAMPLES = 10_000;

  private static final Column POSITION = Column.of("position", SortType.BIGINT);

  private final DatabaseClient db;

  FeedQueries(DatabaseClient db) {
    this.db = db;
  }

  @QueryHandler
  CompletableFuture<FeedPage> answer(ReadFeed query) {
    var job = query.job();
    var sql =
        "select * from query.feed where position > :after"
            + (job == null ? "" : " and job = :job and job <> ''")
            + " order by position limit :some";
    var rows =
        db.sql(sql)
            .bind("after", query.after())
            .bind("some", Answers.limit(query.limit(), MOST_ENTRIES));
    if (job != null) {
      rows = rows.bind("job", job.value());
    }
    return Answers.of(
        rows.map(FeedQueries::entry)
            .all()
            .collectList()
            .flatMap(entries -> head().map(head -> new FeedPage(entries, head))));
  }

  /** Who did what, in whatever job or none. */
  @QueryHandler
  CompletableFuture<Events> answer(ListEvents query) {
    var filter = query.filter();
    return Listing.of(
            "jsonb_build_object('position', position, 'type', type, 'aggregate', aggregate,"
                + " 'job', job, 'at', at, 'payload', payload, 'meta', meta::jsonb)",
            "query.feed",
            POSITION)
        .equal("meta::jsonb ->> 'actor'", filter.actor().isEmpty() ? null : filter.actor())
        .begins("type", filter.type())
        .whether("job <> ''", filter.job() == null ? null : true)
        .equal("job", filter.job())
        .within("at", filter.at())
        .answer(
            db,
            query.page(),
            switch (query.page().by()) {
              case POSITION -> POSITION;
            },
            row -> Documents.read(row, FeedEntry.class),
            Events::new);
  }

  @QueryHandler
  CompletableFuture<FeedPage> answer(WatchFeed query) {
    return Answers.of(head().map(head -> new FeedPage(List.of(), head)));
  }

  @QueryHandler
  CompletableFuture<@Nullable Progress> answer(WatchProgress query) {
    return CompletableFuture.completedFuture(null);
  }

  @QueryHandler
  CompletableFuture<Samples> answer(ListSamples query) {
    return Answers.of(
        db.sql(
                "select doc from query.progress_sample where job = :job and at > :since"
                    + " order by at, step limit :some")
            .bind("job", query.job().value())
            .bind("since", query.since())
            .bind("some", Answers.limit(query.limit(), MOST_SAMPLES))
            .map(r -> Documents.read(r, Progress.class))
            .all()
            .collectList()
            .map(Samples::new));
  }

  /** Before the first event it is -1, so that reading on from the head misses none. */
  private Mono<Long> head() {
    return db.sql("select coalesce(max(position), -1) as head from query.feed")
        .map(r -> Objects.requireNonNull(r.get("head", Long.class)))
        .one();
  }

  private static FeedEntry entry(Readable row) {
    return new FeedEntry(
        Objects.requireNonNull(row.get("position", Long.class)),
        text(row, "type"),
        text(row, "aggregate"),
        text(row, "job"),
        Objects.requireNonNull(row.get("at", Instant.class)),
        text(row, "payload"),
        meta(text(row, "meta")));
  }

  private static Map<String, String> meta(String json) {
    return Documents.read(json, new TypeReference<Map<String, String>>() {});
  }

  private static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class));
  }
}
