package io.vmto.sandbox.pve;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls about worker tasks. */
final class TaskApi {
  private final Parts parts;
  private final String node;

  TaskApi(Parts parts, String node) {
    this.parts = parts;
    this.node = node;
  }

  void register(Map<String, Ask.Handler> calls) {
    calls.put("GET /nodes/{node}/tasks", this::list);
    calls.put("GET /nodes/{node}/tasks/{upid}/status", ask -> Answer.of(status(task(ask))));
    calls.put("GET /nodes/{node}/tasks/{upid}/log", this::log);
    calls.put("DELETE /nodes/{node}/tasks/{upid}", this::stop);
  }

  private Tasks.Task task(Ask ask) {
    String upid = ask.get("upid");
    if (Upid.parse(upid).isEmpty()) {
      throw PveError.parameter("upid", "unable to parse worker upid");
    }
    var task =
        parts
            .tasks()
            .find(upid)
            .filter(t -> !t.vanished())
            .orElseThrow(() -> PveError.parameter("upid", "no such task"));
    if (!mine(ask, task)) {
      throw PveError.denied("/nodes/" + node, "Sys.Audit");
    }
    return task;
  }

  private boolean mine(Ask ask, Tasks.Task task) {
    return task.id().owner().equals(ask.caller().user())
        || parts.access().may(ask.caller(), "/nodes/" + node, "Sys.Audit");
  }

  private static Map<String, Object> row(Tasks.Task task) {
    var id = task.id();
    var row = new LinkedHashMap<String, Object>();
    row.put("upid", task.upid());
    row.put("node", id.node());
    row.put("pid", id.pid());
    row.put("pstart", id.pstart());
    row.put("starttime", id.start());
    row.put("type", id.type());
    row.put("id", id.id());
    row.put("user", id.owner());
    id.token().ifPresent(token -> row.put("tokenid", token));
    return row;
  }

  private static Map<String, Object> status(Tasks.Task task) {
    var row = row(task);
    row.put("status", task.exit() == null ? "running" : "stopped");
    if (task.exit() != null) {
      row.put("exitstatus", task.exit());
    }
    return row;
  }

  private Answer list(Ask ask) {
    var rows = new ArrayList<Map<String, Object>>();
    var newestFirst = new ArrayList<>(parts.tasks().all()).reversed();
    for (var task : newestFirst) {
      boolean active = task.exit() == null;
      String source = ask.find("source").orElse("archive");
      boolean wanted =
          (source.equals("all") || active == source.equals("active"))
              && ask.find("vmid").map(task.id().id()::equals).orElse(true)
              && ask.find("typefilter").map(task.id().type()::equals).orElse(true);
      if (wanted && !task.vanished() && mine(ask, task)) {
        var row = row(task);
        if (task.exit() != null) {
          row.put("status", task.exit());
          row.put("endtime", task.id().start());
        }
        rows.add(row);
      }
    }
    int total = rows.size();
    return new Answer(page(ask, rows), Map.of("total", total));
  }

  private Answer log(Ask ask) {
    var lines = parts.tasks().log(task(ask)).lines();
    var rows = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < lines.size(); i++) {
      rows.add(Map.of("n", i + 1, "t", lines.get(i)));
    }
    if (rows.isEmpty()) {
      rows.add(Map.of("n", 1, "t", "no content"));
    }
    return new Answer(page(ask, rows), Map.of("total", rows.size()));
  }

  private static <T> List<T> page(Ask ask, List<T> all) {
    int start = Math.min(ask.number("start", 0), all.size());
    int limit = ask.number("limit", 50);
    return limit == 0
        ? all.subList(start, all.size())
        : all.subList(start, (int) Math.min((long) start + limit, all.size()));
  }

  private Answer stop(Ask ask) {
    parts.tasks().stop(task(ask));
    return Answer.NOTHING;
  }
}
