package io.vmto.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.vmto.contract.error.ErrorCode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
  /** What PostgreSQL calls a broken connection, too many of them, and a shutdown. */
  @ParameterizedTest
  @ValueSource(strings = {"08006", "08001", "53300", "57P01", "57P03"})
  void aDatabaseThatIsAwayPasses(String state) {
    var broken = new SQLException("I/O error", state);
    assertPasses(new IllegalStateException(new IllegalStateException(broken)));
  }

  @Test
  void soDoesAPoolWithoutConnections() {
    assertPasses(new IllegalStateException(new SQLTransientConnectionException("timed out")));
    assertPasses(new R2dbcNonTransientResourceException("connection closed"));
  }

  private static void assertPasses(Throwable thrown) {
    var failure = Failures.of(thrown);
    assertThat(failure.code()).isEqualTo(ErrorCode.UPSTREAM_BUSY);
    assertThat(failure.transientFault()).isTrue();
    assertThat(failure.message()).doesNotContain("I/O error");
  }

  @Test
  void aStatementThatIsWrongDoesNot() {
    var failure = Failures.of(new IllegalStateException(new SQLException("duplicate", "23505")));
    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    assertThat(failure.transientFault()).isFalse();
  }
}
