package io.vmto.standalone.disk;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One {@code vmto disk} command run in this process: how it ended and what it said. */
record Run(int exit, String out, String err) {
  static Run disk(Object... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        DiskCommand.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Run(exit, out.toString(), err.toString());
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(out);
  }
}
