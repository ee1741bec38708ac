package io.vmto.transfer.worker;

import io.vmto.transfer.step.CheckpointStore;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checkpoint rows; an older token cannot write over a newer one. */
final class Checkpoints implements CheckpointStore {
  private final JdbcClient jdbc;

  Checkpoints(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void save(String transfer, String disk, int attempt, long token, long durable) {
    jdbc.sql(
            """
            insert into transfer.checkpoint as c (transfer, disk, attempt, token, durable)
            values (:transfer, :disk, :attempt, :token, :durable)
            on conflict (transfer, disk) do update
               set attempt = :attempt, token = :token, durable = :durable, at = now()
             where c.token <= :token
            """)
        .param("transfer", transfer)
        .param("disk", disk)
        .param("attempt", attempt)
        .param("token", token)
        .param("durable", durable)
        .update();
  }

  @Override
  public long durable(String transfer, String disk) {
    return jdbc.sql(
            "select durable from transfer.checkpoint where transfer = :transfer and disk = :disk")
        .param("transfer", transfer)
        .param("disk", disk)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  @Override
  public void forget(String transfer) {
    jdbc.sql("delete from transfer.checkpoint where transfer = :transfer")
        .param("transfer", transfer)
        .update();
  }
}
