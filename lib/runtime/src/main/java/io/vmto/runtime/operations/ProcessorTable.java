package io.vmto.runtime.operations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How far processors have got, as it is stored. Blocks. */
final class ProcessorTable {
  private final JdbcClient jdbc;
  private final Tokens tokens;
  private final Clock clock;

  ProcessorTable(JdbcClient jdbc, Tokens tokens, Clock clock) {
    this.jdbc = jdbc;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** A stored token. */
  record Segment(int number, long position, String owner) {}

  List<Segment> segments(String processor) {
    return jdbc.sql(
            "select segment, token, tokenType, owner from axon.token_entry"
                + " where processorName = :name order by segment")
        .param("name", processor)
        .query(
            (row, n) ->
                new Segment(
                    row.getInt("segment"),
                    tokens.position(row.getBytes("token"), row.getString("tokenType")),
                    Objects.requireNonNullElse(row.getString("owner"), "")))
        .list();
  }

  /** How long the first event after a position has been there; null where the log is elsewhere. */
  @Nullable Long secondsBehind(long position) {
    return jdbc.sql(
            "select timeStamp from axon.domain_event_entry where globalIndex > :position"
                + " order by globalIndex limit 1")
        .param("position", position)
        .query(String.class)
        .optional()
        .map(at -> Math.max(0, Duration.between(Instant.parse(at), clock.instant()).toSeconds()))
        .orElse(null);
  }
}
