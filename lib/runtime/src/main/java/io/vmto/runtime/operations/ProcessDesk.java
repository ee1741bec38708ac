package io.vmto.runtime.operations;

import io.vmto.contract.operations.OperationsQuery.DescribeProcess;
import io.vmto.contract.operations.OperationsQuery.FindStorage;
import io.vmto.contract.operations.ProcessView;
import io.vmto.contract.operations.StorageView;
import io.vmto.contract.operations.StorageView.Schema;
import io.vmto.contract.operations.StorageView.Table;
import io.vmto.runtime.ServiceSchema;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** This process as seen from outside, and the database it works on. */
final class ProcessDesk {
  private final EventStore log;
  private final JdbcClient jdbc;
  private final Clock clock;
  private final boolean apart;
  private final List<String> parts;
  private final List<String> schemas;

  /**
   * Sees to the process it is in.
   *
   * @param apart whether services are processes of their own and Axon Server is between them
   */
  ProcessDesk(
      EventStore log,
      JdbcClient jdbc,
      Clock clock,
      boolean apart,
      List<String> parts,
      List<ServiceSchema> own) {
    this.log = log;
    this.apart = apart;
    this.jdbc = jdbc;
    this.clock = clock;
    this.parts = parts;
    this.schemas = own.stream().map(ServiceSchema::name).toList();
  }

  @QueryHandler
  ProcessView answer(DescribeProcess query) {
    var jvm = ManagementFactory.getRuntimeMXBean();
    var database = database();
    return new ProcessView(
        jvm.getName(),
        parts,
        Runtime.version().toString(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Instant.ofEpochMilli(jvm.getStartTime()),
        database.millis(),
        database.skew(),
        apart ? "Axon Server" : "PostgreSQL",
        database.millis() < 0 ? -1 : Tokens.position(log.createHeadToken()));
  }

  private record Database(long millis, long skew) {}

  /** The database's clock is compared with the middle of the time it took to ask for it. */
  private Database database() {
    try {
      var before = clock.instant();
      var theirs =
          jdbc.sql("select clock_timestamp()").query(java.time.OffsetDateTime.class).single();
      var took = Duration.between(before, clock.instant());
      return new Database(
          took.toMillis(),
          Duration.between(before.plus(took.dividedBy(2)), theirs.toInstant()).toMillis());
    } catch (DataAccessException e) {
      return new Database(-1, 0);
    }
  }

  @QueryHandler
  StorageView answer(FindStorage query) {
    var bySchema = tables();
    return new StorageView(
        Math.max(0, Tokens.position(log.createHeadToken())),
        jdbc.sql("select pg_database_size(current_database())").query(Long.class).single(),
        bySchema.entrySet().stream().map(e -> schema(e.getKey(), e.getValue())).toList());
  }

  private static Schema schema(String name, List<Table> tables) {
    return new Schema(name, tables.stream().mapToLong(Table::bytes).sum(), tables);
  }

  private Map<String, List<Table>> tables() {
    return jdbc
        .sql(
            "select schemaname, relname, pg_total_relation_size(relid) as bytes, n_live_tup"
                + " from pg_stat_user_tables where schemaname in (:schemas)"
                + " order by schemaname, bytes desc, relname")
        .param("schemas", schemas)
        .query(
            (row, n) ->
                Map.entry(
                    row.getString(1), new Table(row.getString(2), row.getLong(3), row.getLong(4))))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey,
                LinkedHashMap::new,
                Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
  }
}
