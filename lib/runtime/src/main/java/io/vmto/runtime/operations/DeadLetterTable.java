package io.vmto.runtime.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.PartId;
import io.vmto.runtime.ContractJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Dead letters as they are read: everything but what the events say. Blocks. */
final class DeadLetterTable {
  private static final String COLUMNS =
      "select deadLetterIdentifier, processingGroup, sequenceIdentifier, sequenceIndex,"
          + " payloadType, payloadRevision, aggregateIdentifier, token, tokenType, enqueuedAt,"
          + " lastTouched, causeType, causeMessage, diagnostics from axon.dead_letter_entry";

  private final JdbcClient jdbc;
  private final Tokens tokens;

  DeadLetterTable(JdbcClient jdbc, Tokens tokens) {
    this.jdbc = jdbc;
    this.tokens = tokens;
  }

  /** Oldest first, of these processors. */
  List<DeadLetterView> list(Collection<String> processors, int limit, @Nullable String after) {
    if (processors.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            COLUMNS
                + " where processingGroup in (:groups)"
                + " and enqueuedAt || '_' || deadLetterIdentifier > :after"
                + " order by enqueuedAt || '_' || deadLetterIdentifier limit :some")
        .param("groups", processors)
        .param("after", Objects.requireNonNullElse(after, ""))
        .param("some", limit)
        .query((row, n) -> letter(row))
        .list();
  }

  Optional<DeadLetterView> find(String processor, String id) {
    return jdbc.sql(COLUMNS + " where processingGroup = :group and deadLetterIdentifier = :id")
        .param("group", processor)
        .param("id", id)
        .query((row, n) -> letter(row))
        .optional();
  }

  Map<String, Integer> counts() {
    return jdbc
        .sql("select processingGroup, count(*) from axon.dead_letter_entry group by 1")
        .query((row, n) -> Map.entry(row.getString(1), row.getInt(2)))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private DeadLetterView letter(ResultSet row) throws SQLException {
    var revision = Objects.requireNonNullElse(row.getString("payloadRevision"), "1");
    var first = Instant.parse(row.getString("enqueuedAt"));
    var touched = row.getString("lastTouched");
    return new DeadLetterView(
        row.getString("deadLetterIdentifier"),
        new PartId(row.getString("processingGroup")),
        row.getString("sequenceIdentifier"),
        row.getLong("sequenceIndex"),
        row.getString("payloadType") + "/" + revision,
        tokens.position(row.getBytes("token"), row.getString("tokenType")),
        Objects.requireNonNullElse(row.getString("aggregateIdentifier"), ""),
        Objects.requireNonNullElse(row.getString("causeType"), ""),
        Objects.requireNonNullElse(row.getString("causeMessage"), ""),
        attempts(row.getBytes("diagnostics")),
        first,
        touched == null ? first : Instant.parse(touched));
  }

  private static int attempts(byte @Nullable [] diagnostics) {
    return diagnostics == null
        ? 0
        : ContractJson.mapper()
            .readTree(new String(diagnostics, UTF_8))
            .path(Patience.TRIED)
            .asInt(0);
  }
}
