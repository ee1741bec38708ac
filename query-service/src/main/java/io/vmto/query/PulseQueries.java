package io.vmto.query;

import io.vmto.contract.job.JobStatus;
import io.vmto.contract.operations.OperationsQuery.ListPulses;
import io.vmto.contract.operations.OperationsQuery.Pulses;
import io.vmto.contract.operations.Pulse;
import io.vmto.contract.view.JobView;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.r2dbc.core.DatabaseClient;

/** Signs of life of the jobs that have not ended or have something open. */
final class PulseQueries {
  private static final int MOST = 1_000;
  private static final List<String> ENDED =
      Stream.of(JobStatus.values()).filter(JobStatus::ended).map(JobStatus::name).toList();

  private final DatabaseClient db;

  PulseQueries(DatabaseClient db) {
    this.db = db;
  }

  @QueryHandler
  CompletableFuture<Pulses> answer(ListPulses query) {
    return Answers.of(
        db.sql(
                "select j.doc as doc, (select max(s.at) from query.progress_sample s"
                    + " where s.job = j.id) as progress from query.job j"
                    + " where j.status not in (:ended) or jsonb_array_length(j.doc -> 'open') > 0"
                    + " order by j.born limit :most")
            .bind("ended", ENDED)
            .bind("most", MOST)
            .map(
                row ->
                    new Pulse(
                        Documents.read(row, JobView.class), row.get("progress", Instant.class)))
            .all()
            .collectList()
            .map(Pulses::new));
  }
}
