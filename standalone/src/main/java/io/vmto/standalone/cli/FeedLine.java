package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Column;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Events of a feed as they come. */
final class FeedLine {
  static final List<Column> COLUMNS = List.of(Column.ofEvents());
  private static final Pattern AFTER = Pattern.compile("[?&]after=([0-9]{1,18})");

  private FeedLine() {}

  /** Where the user wants it to begin, or where the row does. */
  static long after(Request request, long otherwise) {
    var said = AFTER.matcher(request.path());
    return said.find() ? Long.parseLong(said.group(1)) : otherwise;
  }

  /** People see what is stored; scripts also where running steps are. */
  static void print(EventStream.Frame frame, Output form, Table table, PrintStream out) {
    var data = Json.TREES.readTree(frame.data());
    if (form != Output.TABLE) {
      form.line(data, out);
    } else if (stored(data)) {
      table.add(List.of(data));
    }
    out.flush();
  }

  private static boolean stored(JsonNode data) {
    return data.has("position") && data.has("type");
  }
}
