package io.vmto.query;

import io.vmto.contract.operations.ProjectionView.Difference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Writes one kind of document. A batch of events costs one select, one batched insert of new rows
 * and one batched update of the others, in the transaction that is open when it is called (the
 * token's); blocks. Nobody else writes here, so what was selected is what there is.
 */
final class ViewStore<D> implements ReadModel {
  private final View<D> view;
  private final JdbcTemplate jdbc;

  ViewStore(View<D> view, JdbcTemplate jdbc) {
    this.view = view;
    this.jdbc = jdbc;
  }

  @Override
  public String table() {
    return view.table();
  }

  @Override
  public String key() {
    return "id";
  }

  @Override
  public ReadModel in(String table) {
    return new ViewStore<>(new View<>(table, view.type(), view.key(), view.fold()), jdbc);
  }

  @Override
  public Optional<Difference> difference(String key, JsonNode live, JsonNode fresh) {
    return Rows.difference(view.type(), key, live, fresh);
  }

  @Override
  public void project(List<Stored> events) {
    var facts = events.stream().map(Stored::fact).toList();
    var ids = facts.stream().map(this::key).collect(Collectors.toSet());
    ids.remove("");
    if (ids.isEmpty()) {
      return;
    }
    var before = load(ids);
    save(before, fold(before, facts));
  }

  private Map<String, Row<D>> fold(Map<String, Row<D>> before, List<Fact> facts) {
    var rows = new HashMap<>(before);
    var changed = new LinkedHashMap<String, Row<D>>();
    for (var fact : facts) {
      var id = key(fact);
      if (!id.isEmpty()) {
        var row = rows.get(id);
        var after = view.fold().evolve(row == null ? null : row.doc(), fact.event());
        if (after != null) {
          var next = new Row<>(row == null ? fact.position() : row.born(), after);
          rows.put(id, next);
          changed.put(id, next);
        }
      }
    }
    return changed;
  }

  private Map<String, Row<D>> load(Set<String> ids) {
    var rows = new HashMap<String, Row<D>>();
    jdbc.query(
        "select id, born, doc from query." + view.table() + " where id = any (?)",
        s -> s.setArray(1, text(s, ids)),
        r -> {
          var doc = Documents.read(r.getString("doc"), view.type());
          rows.put(r.getString("id"), new Row<>(r.getLong("born"), doc));
        });
    return rows;
  }

  private void save(Map<String, Row<D>> before, Map<String, Row<D>> changed) {
    var table = "query." + view.table();
    var known = new LinkedHashMap<>(changed);
    known.keySet().retainAll(before.keySet());
    var born = new LinkedHashMap<>(changed);
    born.keySet().removeAll(before.keySet());
    write("insert into " + table + " (doc, born, id) values (?::jsonb, ?, ?)", born);
    // an upsert would work out the generated columns twice
    write("update " + table + " set doc = ?::jsonb where born = ? and id = ?", known);
  }

  private void write(String sql, Map<String, Row<D>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.batchUpdate(
        sql,
        rows.entrySet(),
        rows.size() + 1,
        (s, row) -> {
          s.setString(1, Documents.write(row.getValue().doc()));
          s.setLong(2, row.getValue().born());
          s.setString(3, row.getKey());
        });
  }

  private String key(Fact fact) {
    @Nullable String key = view.key().apply(fact.event());
    return key == null ? "" : key;
  }

  private static java.sql.Array text(PreparedStatement statement, Collection<String> values)
      throws SQLException {
    Connection connection = statement.getConnection();
    return connection.createArrayOf("text", values.toArray());
  }

  private record Row<D>(long born, D doc) {}
}
