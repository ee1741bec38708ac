package io.vmto.sandbox.pve;

import io.vmto.sandbox.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Answers recorded from a real node, and the form in which ours are compared with them. */
final class Recorded {
  /** Values that differ from run to run: only their kind is compared. */
  private static final Set<String> VARIABLE =
      Set.of(
          "pid",
          "pstart",
          "starttime",
          "ctime",
          "vmgenid",
          "smbios1",
          "meta",
          "digest",
          "avail",
          "used",
          "total",
          "uptime",
          "netin",
          "netout",
          "mem",
          "memhost",
          "cpu");

  private final List<JsonNode> cases = new ArrayList<>();

  static Recorded load() throws IOException {
    var recorded = new Recorded();
    Json.read(Files.readString(Peer.data("pve-recorded-answers.json")))
        .path("cases")
        .forEach(recorded.cases::add);
    return recorded;
  }

  List<String> names() {
    return cases.stream().map(Recorded::name).toList();
  }

  private static String name(JsonNode one) {
    return one.path("group").asString() + " / " + one.path("case").asString();
  }

  JsonNode get(String group, String title) {
    return cases.stream()
        .filter(one -> name(one).equals(group + " / " + title))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no recorded case " + group + " / " + title));
  }

  /** A value with everything that differs from run to run taken out. */
  static Object normal(JsonNode value) {
    return normal("", value);
  }

  private static Object normal(String key, JsonNode value) {
    if (value.isObject()) {
      var map = new TreeMap<String, Object>();
      value.properties().forEach(e -> map.put(e.getKey(), normal(e.getKey(), e.getValue())));
      return map;
    }
    if (value.isArray()) {
      var list = new ArrayList<Object>();
      value.forEach(item -> list.add(normal("", item)));
      return list;
    }
    if (VARIABLE.contains(key)) {
      return value.isNumber() ? "a number" : "a text";
    }
    return value.isString() ? text(value.asString()) : value.toString();
  }

  static String text(String text) {
    String same = text;
    for (var rule : TEXTS.entrySet()) {
      same = rule.getKey().matcher(same).replaceAll(rule.getValue());
    }
    return same;
  }

  private static final Map<Pattern, String> TEXTS =
      Map.of(
          Pattern.compile("UPID:pve1:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:"), "UPID:pve1:P:S:T:",
          Pattern.compile("pveupload-[0-9a-f]{32}"), "pveupload-X",
          Pattern.compile("file size is: \\d+"), "file size is: N",
          Pattern.compile("got '[0-9a-f]{64}'"), "got 'X'");

  /** Log lines; the percentages between begin and end depend on where an image has its data. */
  static List<String> lines(List<String> log) {
    return log.stream()
        .filter(line -> !line.matches("transferred .*\\((?!0\\.00|100\\.00).*%\\)"))
        .map(Recorded::text)
        .toList();
  }

  static List<String> lines(JsonNode log) {
    var lines = new ArrayList<String>();
    log.forEach(line -> lines.add(line.asString()));
    return lines(lines);
  }
}
