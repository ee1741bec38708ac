package io.vmto.query;

import io.vmto.contract.operations.ProjectionView.Difference;
import io.vmto.contract.operations.ProjectionView.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A second table beside that of a read model: of the same form, filled from the same events, then
 * compared with it or put in its place. Blocks.
 */
final class Beside {
  private static final String SUFFIX = "_beside";

  private final ReadModel live;
  private final ReadModel fresh;
  private final JdbcTemplate jdbc;

  Beside(ReadModel live, JdbcTemplate jdbc) {
    this.live = live;
    this.fresh = live.in(live.table() + SUFFIX);
    this.jdbc = jdbc;
  }

  /** Makes it anew, whatever an earlier process left. */
  void create() {
    drop();
    jdbc.execute(
        "create table query." + fresh.table() + " (like query." + live.table() + " including all)");
  }

  void drop() {
    jdbc.execute("drop table if exists query." + fresh.table());
  }

  void project(List<Stored> events) {
    fresh.project(events);
  }

  /**
   * Lets nobody write the live one until the transaction ends. To swap, nobody may read it either:
   * a lock that is raised later could wait for a writer that waits for us.
   */
  void lockLive(boolean toSwap) {
    jdbc.execute(
        "lock table query."
            + live.table()
            + " in "
            + (toSwap ? "access exclusive" : "share")
            + " mode");
  }

  /** Its name, and those of its indexes, become those of the live one, which is dropped. */
  void swap() {
    var names = new HashMap<String, String>();
    indexes(live).forEach((form, name) -> names.put(form, name));
    var own = indexes(fresh);
    jdbc.execute("drop table query." + live.table());
    jdbc.execute("alter table query." + fresh.table() + " rename to " + live.table());
    own.forEach(
        (form, name) ->
            jdbc.execute("alter index query." + name + " rename to " + names.get(form)));
  }

  /** Index names by what they index. */
  private Map<String, String> indexes(ReadModel model) {
    var names = new HashMap<String, String>();
    jdbc.query(
        "select indexname, split_part(indexdef, ' USING ', 2) as form from pg_indexes"
            + " where schemaname = 'query' and tablename = ?",
        row -> {
          names.put(row.getString("form"), row.getString("indexname"));
        },
        model.table());
    return names;
  }

  /** Calls for every row of the live one that is not what the events say. */
  List<Difference> differences() {
    var found = new ArrayList<Difference>();
    var key = live.key();
    jdbc.query(
        "select coalesce(l.%1$s, f.%1$s)::text as key, to_jsonb(l) as live, to_jsonb(f) as fresh"
                .formatted(key)
            + " from query.%s l full join query.%s f on l.%3$s = f.%3$s"
                .formatted(live.table(), fresh.table(), key)
            + " where l.%1$s is null or f.%1$s is null or to_jsonb(l) <> to_jsonb(f) order by 1"
                .formatted(key),
        row -> {
          difference(row.getString("key"), row.getString("live"), row.getString("fresh"))
              .ifPresent(found::add);
        });
    return found;
  }

  private Optional<Difference> difference(
      String key, @Nullable String is, @Nullable String should) {
    if (is == null) {
      return Optional.of(new Difference(key, Fault.MISSING, List.of()));
    }
    if (should == null) {
      return Optional.of(new Difference(key, Fault.SURPLUS, List.of()));
    }
    return live.difference(key, Documents.tree(is), Documents.tree(should));
  }
}
