package io.vmto.query;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Makes every writer of the samples wait, as a database in trouble would. */
final class TableLock implements AutoCloseable {
  private final Connection connection;

  TableLock(Installation installation) {
    try {
      connection = installation.bean(DataSource.class).getConnection();
      connection.setAutoCommit(false);
      connection
          .createStatement()
          .execute("lock table query.progress_sample in access exclusive mode");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean held() {
    try {
      return !connection.isClosed() && !connection.getAutoCommit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
