package io.vmto.standalone.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** How an answer is told. */
enum Output {
  /** For people. */
  TABLE,
  /** As the API tells it. */
  JSON,
  YAML;

  /**
   * Standard output in UTF-8, whatever the locale. What is written waits until it is flushed; it is
   * not closed, as it is not ours.
   */
  static PrintStream standard() {
    return new PrintStream(
        new java.io.BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 15),
        false,
        StandardCharsets.UTF_8);
  }

  /** One thing. */
  void print(JsonNode thing, PrintStream out) {
    switch (this) {
      case TABLE -> new Outline(out).print(thing);
      case JSON ->
          out.println(Json.TREES.writerWithDefaultPrettyPrinter().writeValueAsString(thing));
      case YAML -> out.print(Yaml.write(thing));
    }
  }

  /** One of many, each of which can be read without the others. */
  void line(JsonNode thing, PrintStream out) {
    switch (this) {
      case TABLE -> new Outline(out).print(thing);
      case JSON -> out.println(thing);
      case YAML -> out.print("---\n" + Yaml.write(thing));
    }
  }
}
