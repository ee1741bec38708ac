package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Column;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What stands in a table for people. */
final class Cells {
  private static final Set<String> UNDER_WAY = Set.of("RUNNING", "RETRYING", "WAITING");

  private Cells() {}

  static String text(Column column, JsonNode row) {
    return switch (column.form()) {
      case STATUS -> held(row) ? "HELD" : plain(value(column, row));
      case DOING -> doing(row);
      default -> text(column.form(), value(column, row));
    };
  }

  private static String text(Column.Form form, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return switch (form) {
      case BYTES -> Text.bytes(value.asLong());
      case RATE -> value.asLong() == 0 ? "" : Text.bytes(value.asLong()) + "/s";
      case TIME -> time(value.asString());
      case MARK -> value.asBoolean() ? "yes" : "";
      case COUNT -> Integer.toString(value.size());
      case NAMES -> names(value, ", ");
      case PATH -> names(value, "/");
      case TEXT, STATUS, DOING -> plain(value);
    };
  }

  private static String names(JsonNode list, String between) {
    return list.valueStream()
        .map(v -> plain(v.isObject() ? v.path("name") : v))
        .collect(Collectors.joining(between));
  }

  private static JsonNode value(Column column, JsonNode row) {
    var found = row.path("");
    for (var path : column.paths()) {
      found = row;
      for (var name : path.split("\\.", -1)) {
        found = found.path(name);
      }
      if (!found.isMissingNode() && !found.isNull()) {
        break;
      }
    }
    return found;
  }

  /** One line, whatever a remote side has put into it. */
  static String plain(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return (value.isString() ? value.asString() : value.toString()).replaceAll("\\p{Cntrl}", " ");
  }

  static String time(String iso) {
    try {
      return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
          .format(Instant.parse(iso).atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  private static boolean held(JsonNode job) {
    return job.path("held").asBoolean(false)
        || (job.path("status").asString("").equals("PAUSED") && job.path("failure").isObject());
  }

  /** What keeps a job, or what it does. */
  private static String doing(JsonNode job) {
    var failure = job.path("failure");
    if (failure.isObject()) {
      return plain(failure.path("code")) + ": " + plain(failure.path("message"));
    }
    if (job.path("step").isString()) {
      return plain(job.path("step"));
    }
    return job.path("steps")
        .valueStream()
        .filter(step -> UNDER_WAY.contains(step.path("status").asString("")))
        .map(step -> plain(step.path("title")))
        .findFirst()
        .orElse("");
  }
}
