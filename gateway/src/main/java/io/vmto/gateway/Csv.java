package io.vmto.gateway;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lines of CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe in
 * front, because its text may come from the name of a machine.
 */
final class Csv {
  static final String TYPE = "text/csv";

  private static final String FORMULA = "=+-@\t\r";

  private Csv() {}

  static String line(List<? extends @Nullable Object> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(@Nullable Object value) {
    var text = value == null ? "" : value.toString();
    if (text.isEmpty() || value instanceof Number) {
      return text;
    }
    var safe = FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    var plain = safe.equals(text) && text.chars().noneMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
