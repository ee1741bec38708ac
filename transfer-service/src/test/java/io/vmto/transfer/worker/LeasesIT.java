package io.vmto.transfer.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.operations.Drive;
import io.vmto.contract.operations.OperationsQuery.ListDrives;
import io.vmto.contract.transfer.TransferId;
import io.vmto.runtime.TestDatabase;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Leases and checkpoints on a real database; time passes by moving the row, not by waiting. */
class LeasesIT {
  private static final TransferId TRANSFER = new TransferId("t-1");
  private JdbcClient jdbc;
  private Leases mine;
  private Leases theirs;

  @BeforeEach
  void database() {
    var settings = TestDatabase.shared().properties();
    var database =
        new DriverManagerDataSource(
            settings.get("vmto.db.jdbc-url").toString(),
            settings.get("vmto.db.user").toString(),
            settings.get("vmto.db.password").toString());
    Flyway.configure()
        .dataSource(database)
        .schemas("transfer")
        .locations("classpath:db/transfer")
        .load()
        .migrate();
    jdbc = JdbcClient.create(database);
    mine = new Leases(jdbc, "mine");
    theirs = new Leases(jdbc, "theirs");
  }

  @Test
  void aTransferHasOneWorkerAtATime() {
    assertThat(mine.acquire(TRANSFER)).isPresent();
    assertThat(theirs.acquire(TRANSFER)).isEmpty();
    assertThat(mine.acquire(TRANSFER)).isEmpty();
    assertThat(theirs.acquire(new TransferId("t-2"))).isPresent();
  }

  @Test
  void whoDrivesAndWhatIsQueuedIsTold() {
    mine.acquire(TRANSFER);
    jdbc.sql(
            "insert into transfer.work (task_name, task_instance, task_data, execution_time,"
                + " picked, version) values ('transfer', 'x', 't-2'::bytea, '2026-03-01T12:00:00Z',"
                + " false, 1)")
        .update();
    var desk = new DriveDesk(jdbc);
    assertThat(desk.answer(new ListDrives()).drives())
        .containsExactly(
            new Drive(TRANSFER, "mine", null),
            new Drive(new TransferId("t-2"), "", Instant.parse("2026-03-01T12:00:00Z")));
    runOut();
    assertThat(desk.answer(new ListDrives()).drives()).noneMatch(Drive::held);
  }

  @Test
  void aReleasedLeaseIsTakenWithAHigherToken() {
    long first = mine.acquire(TRANSFER).orElseThrow();
    mine.release(TRANSFER, first);
    assertThat(theirs.acquire(TRANSFER).orElseThrow()).isGreaterThan(first);
  }

  @Test
  void whoseLeaseRanOutCanNeitherProlongNorReleaseTheNewOne() {
    long old = mine.acquire(TRANSFER).orElseThrow();
    runOut();
    long fresh = theirs.acquire(TRANSFER).orElseThrow();

    assertThat(mine.renew(TRANSFER, old)).isEmpty();
    mine.release(TRANSFER, old);
    assertThat(mine.acquire(TRANSFER)).isEmpty();
    assertThat(theirs.renew(TRANSFER, fresh)).hasValue(false);
  }

  @Test
  void theHolderHearsThatItShouldStopUntilItHasHeard() {
    long token = mine.acquire(TRANSFER).orElseThrow();
    mine.askToStop(TRANSFER);
    assertThat(mine.renew(TRANSFER, token)).hasValue(true);
    mine.stopHeard(TRANSFER, token);
    assertThat(mine.renew(TRANSFER, token)).hasValue(false);
  }

  @Test
  void anOldLeaseDoesNotWriteOverANewerCheckpoint() {
    var checkpoints = new Checkpoints(jdbc);
    checkpoints.save("t-1", "2000", 2, 7, 100);
    checkpoints.save("t-1", "2000", 1, 6, 50);
    assertThat(checkpoints.durable("t-1", "2000")).isEqualTo(100);

    checkpoints.save("t-1", "2000", 2, 7, 200);
    assertThat(checkpoints.durable("t-1", "2000")).isEqualTo(200);
    checkpoints.forget("t-1");
    assertThat(checkpoints.durable("t-1", "2000")).isZero();
  }

  private void runOut() {
    jdbc.sql("update transfer.lease set until = now() - interval '1 second'").update();
  }
}
