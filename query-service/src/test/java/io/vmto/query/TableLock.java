package io.vmto.query;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** Makes every writer of the samples wait, as a database in trouble would. */
final class TableLock implements AutoCloseable {
  private final Installation installation;
  private final Connection connection;

  TableLock(Installation installation) {
    this.installation = installation;
    try {
      connection = installation.bean(DataSource.class).getConnection();
      connection.setAutoCommit(false);
      connection.createStatement().execute("lock table query.progress_sample in exclusive mode");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until somebody wants to write and cannot. */
  void awaitBlockedWriter() {
    Awaitility.await()
        .atMost(Installation.PATIENCE)
        .until(
            () ->
                installation.number(
                        "select count(*) from pg_locks where not granted"
                            + " and relation = 'query.progress_sample'::regclass")
                    > 0);
  }

  @Override
  public void close() {
    try (connection) {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
