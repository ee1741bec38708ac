package io.vmto.query;

import io.vmto.contract.operations.ProjectionView.Difference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** One read model as a table: how events get into it, and what makes two of its rows the same. */
interface ReadModel {
  /** Its table of the schema {@code query}. */
  String table();

  /** The column that names a row. */
  String key();

  /** Writes a batch of events in the transaction that is open; blocks. */
  void project(List<Stored> events);

  /** The same, kept in another table. */
  ReadModel in(String table);

  /** In what a row differs from what it should be; empty when it means the same. */
  Optional<Difference> difference(String key, JsonNode live, JsonNode fresh);

  /** Every read model there is. */
  static List<ReadModel> all(JdbcTemplate jdbc) {
    return Stream.concat(
            View.ALL.stream().<ReadModel>map(view -> new ViewStore<>(view, jdbc)),
            Stream.of(new FeedStore("feed", jdbc)))
        .toList();
  }
}
