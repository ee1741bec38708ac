package io.vmto.query;

import io.r2dbc.spi.Readable;
import io.vmto.runtime.ContractJson;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** How documents are written: JSON that PostgreSQL's jsonb takes whatever a guest or host said. */
final class Documents {
  /** jsonb refuses the escaped NUL, which a serial console may well send. */
  private static final String ESCAPED = "\\u0000";

  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private Documents() {}

  static String write(Object document) {
    var json = ContractJson.mapper().writeValueAsString(document);
    return json.contains(ESCAPED) ? NUL.matcher(json).replaceAll("$1\\\\ufffd") : json;
  }

  static <D> D read(String json, Class<D> type) {
    return ContractJson.mapper().readValue(json, type);
  }

  static <D> D read(String json, TypeReference<D> type) {
    return ContractJson.mapper().readValue(json, type);
  }

  static JsonNode tree(String json) {
    return ContractJson.mapper().readTree(json);
  }

  /** The document in the column {@code doc}. */
  static <D> D read(Readable row, Class<D> type) {
    return read(Objects.requireNonNull(row.get("doc", String.class)), type);
  }
}
