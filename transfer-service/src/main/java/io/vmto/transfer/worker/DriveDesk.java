package io.vmto.transfer.worker;

import io.vmto.contract.operations.Drive;
import io.vmto.contract.operations.OperationsQuery.Drives;
import io.vmto.contract.operations.OperationsQuery.ListDrives;
import io.vmto.contract.transfer.TransferId;
import java.sql.Timestamp;
import java.util.Objects;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells who drives a transfer and which wait in the queue, by the database's own clock. */
final class DriveDesk {
  private final JdbcClient jdbc;

  DriveDesk(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @QueryHandler
  Drives answer(ListDrives query) {
    return new Drives(
        jdbc.sql(
                """
                with held as (select transfer, worker from transfer.lease where until > now()),
                     queued as (select convert_from(task_data, 'UTF8') as transfer,
                                       min(execution_time) as next
                                  from transfer.work where task_name = 'transfer' group by 1)
                select transfer, worker, next from held full join queued using (transfer)
                 order by transfer
                """)
            .query(
                (row, n) -> {
                  Timestamp next = row.getTimestamp("next");
                  return new Drive(
                      new TransferId(row.getString("transfer")),
                      Objects.requireNonNullElse(row.getString("worker"), ""),
                      next == null ? null : next.toInstant());
                })
            .list());
  }
}
