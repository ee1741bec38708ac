package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.license.License;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.ClaimView;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.LicenseView;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.Claims;
import io.vmto.contract.view.ViewQuery.Connections;
import io.vmto.contract.view.ViewQuery.FindConnection;
import io.vmto.contract.view.ViewQuery.FindLicense;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListClaims;
import io.vmto.contract.view.ViewQuery.ListConnections;
import io.vmto.query.Listing.Column;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Questions about what an installation has: connections, disk images, its licence. */
final class InstallationQueries {
  private static final Column BORN = Column.of("born", SortType.BIGINT);
  private static final String STALE =
      "coalesce(j.status in ('CANCELLED', 'FAILED', 'SUCCEEDED'), true)";

  private static final String KEPT =
      "a ->> 'deletedAt' is null and coalesce(query.instant(a ->> 'keptUntil') > now(), true)";

  private final DatabaseClient db;
  private final Clock clock;

  InstallationQueries(DatabaseClient db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  @QueryHandler
  CompletableFuture<ConnectionView> answer(FindConnection query) {
    var id = query.connection().value();
    return Answers.of(
        db.sql("select doc from query.connection where id = :id")
            .bind("id", id)
            .map(r -> Documents.read(r, ConnectionView.class))
            .one()
            .switchIfEmpty(
                Mono.error(
                    () ->
                        Answers.unknown(
                            ErrorCode.UNKNOWN_CONNECTION,
                            "connection",
                            id,
                            "list the connections and take an id from there"))));
  }

  /** Removed ones can still be found by id, but are not listed. */
  @QueryHandler
  CompletableFuture<Connections> answer(ListConnections query) {
    var filter = query.filter();
    boolean all = !filter.ids().isEmpty() || !filter.status().isEmpty();
    return Listing.of("doc", "query.connection", BORN)
        .whether("status = 'REMOVED'", all ? null : Boolean.FALSE)
        .among("id", filter.ids())
        .among("status", filter.status())
        .equal("kind", filter.kind())
        .contains("name", filter.name())
        .answer(
            db,
            query.page(),
            switch (query.page().by()) {
              case CREATED -> BORN;
              case UPDATED -> Column.of("updated", SortType.TIMESTAMPTZ);
              case NAME -> Column.of("name", SortType.TEXT);
              case STATUS -> Column.of("status", SortType.TEXT);
            },
            row -> Documents.read(row, ConnectionView.class),
            Connections::new);
  }

  /** Whatever job made them. */
  @QueryHandler
  CompletableFuture<ViewQuery.Artifacts> answer(ListArtifacts query) {
    var filter = query.filter();
    return Listing.of(
            "a",
            "query.artifact j, jsonb_array_elements(j.doc -> 'artifacts') a",
            Column.of("j.id || ' ' || (a ->> 'name')", SortType.TEXT))
        .among("j.id", filter.jobs())
        .whether(KEPT, filter.kept())
        .within("query.instant(a ->> 'createdAt')", filter.created())
        .answer(
            db,
            query.page(),
            switch (query.page().by()) {
              case CREATED -> Column.of("query.instant(a ->> 'createdAt')", SortType.TIMESTAMPTZ);
              case NAME -> Column.of("a ->> 'name'", SortType.TEXT);
            },
            row -> Documents.read(row, ArtifactView.class),
            ViewQuery.Artifacts::new);
  }

  /** Those that are held; stale where the holder has ended, or is no job at all. */
  @QueryHandler
  CompletableFuture<Claims> answer(ListClaims query) {
    var filter = query.filter();
    return Listing.of(
            "c.doc || jsonb_build_object('status', j.status, 'stale', " + STALE + ")",
            "query.claim c left join query.job j on j.id = c.holder",
            Column.of("c.born", SortType.BIGINT))
        .whether("c.holder is null", false)
        .among("c.id", filter.ids())
        .among("c.holder", filter.holders())
        .contains("c.machine", filter.machine())
        .whether(STALE, filter.stale())
        .answer(
            db,
            query.page(),
            switch (query.page().by()) {
              case SINCE -> Column.of("c.since", SortType.TIMESTAMPTZ);
              case MACHINE -> Column.of("c.machine", SortType.TEXT);
            },
            row -> Documents.read(row, ClaimView.class),
            Claims::new);
  }

  /** Before the first use the answer is the trial as it would begin now. */
  @QueryHandler
  CompletableFuture<LicenseView> answer(FindLicense query) {
    return Answers.of(
        db.sql("select doc from query.license")
            .map(r -> Documents.read(r, LicenseUse.class).view())
            .one()
            .defaultIfEmpty(new LicenseView(License.trial(clock.instant()), Set.of(), 0)));
  }
}
