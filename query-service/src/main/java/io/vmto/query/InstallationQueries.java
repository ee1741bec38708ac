package io.vmto.query;

import io.r2dbc.spi.Readable;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobStatus;
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
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Questions about what an installation has: connections, disk images, its licence. */
final class InstallationQueries {
  private static final int MOST = 1_000;

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

  /** Oldest first; removed ones can still be found by id, but are not listed. */
  @QueryHandler
  CompletableFuture<Connections> answer(ListConnections query) {
    return Answers.of(
        db.sql(
                "select doc from query.connection where doc ->> 'status' <> :removed"
                    + " order by born")
            .bind("removed", ConnectionStatus.REMOVED.name())
            .map(r -> Documents.read(r, ConnectionView.class))
            .all()
            .collectList()
            .map(Connections::new));
  }

  /** Newest first, whatever job made them. */
  @QueryHandler
  CompletableFuture<ViewQuery.Artifacts> answer(ListArtifacts query) {
    return Answers.of(
        db.sql(
                "select a as doc from query.artifact, jsonb_array_elements(doc -> 'artifacts') a"
                    + " order by (a ->> 'createdAt')::timestamptz desc, a ->> 'name' limit :some")
            .bind("some", Answers.limit(query.limit(), MOST))
            .map(r -> Documents.read(r, ArtifactView.class))
            .all()
            .collectList()
            .map(ViewQuery.Artifacts::new));
  }

  /** Those that are held, longest first. */
  @QueryHandler
  CompletableFuture<Claims> answer(ListClaims query) {
    return Answers.of(
        db.sql(
                "select c.doc as doc, j.status as status from query.claim c"
                    + " left join query.job j on j.id = c.doc ->> 'holder'"
                    + " where c.doc ->> 'holder' is not null order by c.doc ->> 'since'")
            .map(InstallationQueries::claim)
            .all()
            .collectList()
            .map(Claims::new));
  }

  private static ClaimView claim(Readable row) {
    var claim = Documents.read(row, ClaimFold.Claim.class);
    var text = row.get("status", String.class);
    var status = text == null ? null : JobStatus.valueOf(text);
    return new ClaimView(
        claim.id(),
        Objects.requireNonNull(claim.holder()),
        claim.machine(),
        status,
        status == null || status.ended(),
        claim.since());
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
