package io.vmto.transfer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.vmto.contract.connection.ConnectionEvent.ConnectionLimited;
import io.vmto.contract.connection.ConnectionEvent.ConnectionRemoved;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Limits;
import io.vmto.contract.transfer.Outcome;
import io.vmto.contract.transfer.TransferEvent.TransferEnded;
import io.vmto.contract.transfer.TransferEvent.TransferLimitsChanged;
import io.vmto.contract.transfer.TransferId;
import io.vmto.runtime.TestDatabase;
import io.vmto.transfer.step.Throttles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of limits is what workers read, on a real database. */
class BandwidthIT {
  private static final JobId JOB = new JobId("j-1");
  private static final TransferId TRANSFER = TransferId.of(JOB);
  private static final ConnectionId CONNECTION = new ConnectionId("vc");
  private static final String OF_TRANSFER = Throttles.subject(TRANSFER);
  private static final String OF_CONNECTION = Throttles.subject(CONNECTION);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private HikariDataSource database;
  private Bandwidth bandwidth;

  @BeforeEach
  void database() {
    var settings = TestDatabase.shared().properties();
    database = new HikariDataSource();
    database.setJdbcUrl(settings.get("vmto.db.jdbc-url").toString());
    database.setUsername(settings.get("vmto.db.user").toString());
    database.setPassword(settings.get("vmto.db.password").toString());
    // Two, for the migration: whoever keeps a connection cannot ask a third time.
    database.setMaximumPoolSize(2);
    database.setConnectionTimeout(2_000);
    Flyway.configure()
        .dataSource(database)
        .schemas("transfer")
        .locations("classpath:db/transfer")
        .load()
        .migrate();
    bandwidth = new Bandwidth(JdbcClient.create(database));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Map<String, Long> recorded() {
    return bandwidth.of(Set.of(OF_TRANSFER, OF_CONNECTION));
  }

  private void limit(long bytesPerSecond) {
    bandwidth.on(new TransferLimitsChanged(TRANSFER, JOB, new Limits(bytesPerSecond, 2), NOW));
  }

  private void end(Outcome outcome) {
    bandwidth.on(new TransferEnded(TRANSFER, JOB, outcome, null, List.of(), NOW));
  }

  @Test
  void theNewestLimitOfEachHoldsAndNoneIsNoLimit() {
    bandwidth.on(new ConnectionLimited(CONNECTION, 9, NOW));
    limit(5);
    limit(7);
    assertThat(recorded()).isEqualTo(Map.of(OF_TRANSFER, 7L, OF_CONNECTION, 9L));
    assertThat(bandwidth.of(Set.of(OF_CONNECTION))).containsOnlyKeys(OF_CONNECTION);
    limit(0);
    assertThat(recorded()).containsOnlyKeys(OF_CONNECTION);
    bandwidth.on(new ConnectionRemoved(CONNECTION, NOW));
    assertThat(recorded()).isEmpty();
  }

  @Test
  void theLimitOfAFailedTransferHoldsForItsRetryAndThatOfAnEndedOneIsForgotten() {
    limit(5);
    end(Outcome.FAILED);
    assertThat(recorded()).isEqualTo(Map.of(OF_TRANSFER, 5L));
    end(Outcome.SUCCEEDED);
    assertThat(recorded()).isEmpty();
  }
}
