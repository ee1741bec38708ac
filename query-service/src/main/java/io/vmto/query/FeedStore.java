package io.vmto.query;

import io.vmto.contract.operations.ProjectionView.Difference;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** Writes the feed in the transaction that is open when it is called; blocks. */
final class FeedStore implements ReadModel {
  private final String table;
  private final JdbcTemplate jdbc;

  FeedStore(String table, JdbcTemplate jdbc) {
    this.table = table;
    this.jdbc = jdbc;
  }

  @Override
  public String table() {
    return table;
  }

  @Override
  public String key() {
    return "position";
  }

  @Override
  public ReadModel in(String other) {
    return new FeedStore(other, jdbc);
  }

  @Override
  public Optional<Difference> difference(String key, JsonNode live, JsonNode fresh) {
    return Rows.difference(key, live, fresh);
  }

  @Override
  public void project(List<Stored> events) {
    var entries = events.stream().map(Stored::entry).toList();
    jdbc.batchUpdate(
        "insert into query."
            + table
            + " (position, type, aggregate, job, at, payload, meta)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        entries,
        entries.size() + 1,
        (s, e) -> {
          s.setLong(1, e.position());
          s.setString(2, e.type());
          s.setString(3, e.aggregate());
          s.setString(4, e.job());
          s.setTimestamp(5, Timestamp.from(e.at()));
          s.setString(6, e.payload());
          s.setString(7, Documents.write(e.meta()));
        });
  }
}
