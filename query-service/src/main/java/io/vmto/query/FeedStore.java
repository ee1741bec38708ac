package io.vmto.query;

import io.vmto.contract.view.FeedEntry;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes the feed in the transaction that is open when it is called; blocks. */
final class FeedStore {
  private final JdbcTemplate jdbc;

  FeedStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  void append(List<FeedEntry> entries) {
    jdbc.batchUpdate(
        "insert into query.feed (position, type, aggregate, job, at, payload, meta)"
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
