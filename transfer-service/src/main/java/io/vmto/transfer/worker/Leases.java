package io.vmto.transfer.worker;

import io.vmto.contract.transfer.TransferId;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of leases: who may run a transfer, until when, and whether it was asked to stop. */
final class Leases {
  /** How long a lease lasts without a heartbeat. */
  static final Duration TERM = Duration.ofSeconds(10);

  /** A worker stops itself this long before its lease ends, by its own monotonic clock. */
  static final Duration MARGIN = Duration.ofSeconds(3);

  private final JdbcClient jdbc;
  private final String worker;

  Leases(JdbcClient jdbc, String worker) {
    this.jdbc = jdbc;
    this.worker = worker;
  }

  String worker() {
    return worker;
  }

  /** A new lease with a higher token, or empty while somebody else's lasts. */
  Optional<Long> acquire(TransferId transfer) {
    return jdbc.sql(
            """
            insert into transfer.lease as l (transfer, token, worker, until)
            values (:transfer, 1, :worker, now() + make_interval(secs => :term))
            on conflict (transfer) do update
               set token = l.token + 1, worker = :worker, stop = false,
                   until = now() + make_interval(secs => :term)
             where l.until < now()
            returning token
            """)
        .param("transfer", transfer.value())
        .param("worker", worker)
        .param("term", TERM.toSeconds())
        .query(Long.class)
        .optional();
  }

  /** Prolongs a lease; empty when it is lost, else whether its holder was asked to stop. */
  Optional<Boolean> renew(TransferId transfer, long token) {
    return jdbc.sql(
            """
            update transfer.lease set until = now() + make_interval(secs => :term)
             where transfer = :transfer and token = :token
            returning stop
            """)
        .param("transfer", transfer.value())
        .param("token", token)
        .param("term", TERM.toSeconds())
        .query(Boolean.class)
        .optional();
  }

  void release(TransferId transfer, long token) {
    jdbc.sql(
            "update transfer.lease set until = now() - interval '1 second'"
                + " where transfer = :transfer and token = :token")
        .param("transfer", transfer.value())
        .param("token", token)
        .update();
  }

  /** Asks whoever holds the lease to stop at the next checkpoint. */
  void askToStop(TransferId transfer) {
    jdbc.sql("update transfer.lease set stop = true where transfer = :transfer")
        .param("transfer", transfer.value())
        .update();
  }

  /** The holder has seen it. */
  void stopHeard(TransferId transfer, long token) {
    jdbc.sql("update transfer.lease set stop = false where transfer = :transfer and token = :token")
        .param("transfer", transfer.value())
        .param("token", token)
        .update();
  }
}
