package io.vmto.standalone.cli;

import java.io.PrintStream;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One thing with all its fields, for people: a line each, what is inside further in. */
final class Outline {
  private static final int STEP = 2;

  private final PrintStream out;

  Outline(PrintStream out) {
    this.out = out;
  }

  void print(JsonNode thing) {
    print(thing, 0);
  }

  private void print(JsonNode thing, int indent) {
    int width = thing.propertyNames().stream().mapToInt(String::length).max().orElse(0);
    for (var field : thing.properties()) {
      field(" ".repeat(indent), field.getKey(), width, field.getValue(), indent);
    }
  }

  private void field(String margin, String name, int width, JsonNode value, int indent) {
    if (value.isObject() && !value.isEmpty()) {
      out.println(margin + name);
      print(value, indent + STEP);
    } else if (value.isArray() && value.valueStream().anyMatch(JsonNode::isObject)) {
      out.println(margin + name);
      value.forEach(item -> item(item, indent + STEP));
    } else {
      out.println(
          (margin + name + " ".repeat(width - name.length()) + "  " + line(value)).stripTrailing());
    }
  }

  private void item(JsonNode item, int indent) {
    out.println(" ".repeat(indent) + "-");
    print(item, indent + STEP);
  }

  private static String line(JsonNode value) {
    return value.isContainer()
        ? value.valueStream().map(Cells::plain).collect(Collectors.joining(", "))
        : Cells.plain(value);
  }
}
