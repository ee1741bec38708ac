package io.vmto.transfer.worker;

import io.vmto.contract.connection.ConnectionEvent;
import io.vmto.contract.connection.ConnectionEvent.ConnectionLimited;
import io.vmto.contract.connection.ConnectionEvent.ConnectionRemoved;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferLimitsChanged;
import io.vmto.transfer.step.Throttles;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of bandwidth limits: written as the events come, read by the workers of every process.
 */
@ProcessingGroup(WorkQueue.PROCESSOR)
final class Bandwidth implements Throttles.Limits {
  private final JdbcClient jdbc;

  Bandwidth(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @EventHandler
  void on(TransferEvent event) {
    switch (event) {
      case TransferLimitsChanged e ->
          set(Throttles.subject(e.transfer()), e.limits().bytesPerSecond());
      // A failed transfer may be begun again, within its limits.
      case TransferEnded e when e.outcome() != Outcome.FAILED ->
          set(Throttles.subject(e.transfer()), 0);
      default -> {}
    }
  }

  @EventHandler
  void on(ConnectionEvent event) {
    switch (event) {
      case ConnectionLimited e -> set(Throttles.subject(e.connection()), e.bytesPerSecond());
      case ConnectionRemoved e -> set(Throttles.subject(e.connection()), 0);
      default -> {}
    }
  }

  private void set(String subject, long bytesPerSecond) {
    if (bytesPerSecond == 0) {
      jdbc.sql("delete from transfer.bandwidth where subject = :subject")
          .param("subject", subject)
          .update();
      return;
    }
    jdbc.sql(
            """
            insert into transfer.bandwidth (subject, bytes_per_second) values (:subject, :bytes)
            on conflict (subject) do update set bytes_per_second = :bytes
            """)
        .param("subject", subject)
        .param("bytes", bytesPerSecond)
        .update();
  }

  @Override
  public Map<String, Long> of(Set<String> subjects) {
    return jdbc
        .sql(
            "select subject, bytes_per_second from transfer.bandwidth where subject in (:subjects)")
        .param("subjects", subjects)
        .query((row, n) -> Map.entry(row.getString(1), row.getLong(2)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
