package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Column;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Columns as wide as what stands in them, as far as it is known when they are begun. */
final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns;
  private final PrintStream out;
  private final int[] widths;
  private boolean begun;

  Table(List<Column> columns, PrintStream out) {
    this.columns = columns;
    this.out = out;
    this.widths = columns.stream().mapToInt(column -> column.title().length()).toArray();
  }

  /** Prints some more rows. */
  void add(List<JsonNode> rows) {
    var cells = rows.stream().map(this::cells).toList();
    for (var row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    if (!begun && !rows.isEmpty()) {
      line(columns.stream().map(Column::title).toList());
      begun = true;
    }
    cells.forEach(this::line);
  }

  boolean empty() {
    return !begun;
  }

  private List<String> cells(JsonNode row) {
    return columns.stream().map(column -> Cells.text(column, row)).toList();
  }

  private void line(List<String> cells) {
    var parts = new ArrayList<String>();
    for (int i = 0; i < widths.length; i++) {
      parts.add(cells.get(i) + " ".repeat(Math.max(0, widths[i] - width(cells.get(i)))));
    }
    out.println(String.join(GAP, parts).stripTrailing());
  }

  /** Columns of a terminal: CJK takes two for each character. */
  private static int width(String text) {
    return text.codePoints().map(c -> wide(c) ? 2 : 1).sum();
  }

  private static boolean wide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0x1f300 && c <= 0x1faff)
        || c >= 0x20000;
  }
}
