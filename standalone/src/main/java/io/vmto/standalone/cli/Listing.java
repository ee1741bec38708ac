package io.vmto.standalone.cli;

import io.vmto.standalone.cli.catalogue.Answer;
import java.io.PrintStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A list on standard output: each page is printed before the next is asked for. */
final class Listing {
  private final Answer list;
  private final PrintStream out;

  Listing(Answer list, PrintStream out) {
    this.list = list;
    this.out = out;
  }

  void print(Pages pages, Output form) {
    switch (form) {
      case TABLE -> table(pages);
      case JSON -> json(pages);
      case YAML -> yaml(pages);
    }
  }

  private void table(Pages pages) {
    var table = new Table(list.columns(), out);
    do {
      table.add(pages.next().items());
    } while (pages.hasNext() && read());
    if (table.empty()) {
      System.err.println("None.");
    }
  }

  /** One object, as if the API had told all pages at once. */
  private void json(Pages pages) {
    var writer =
        Json.TREES.writerWithDefaultPrettyPrinter().without(StreamWriteFeature.AUTO_CLOSE_TARGET);
    try (var json = writer.createGenerator(out)) {
      var page = pages.next();
      json.writeStartObject();
      beside(page).properties().forEach(f -> field(json, f.getKey(), f.getValue()));
      json.writeName(list.field());
      json.writeStartArray();
      page.items().forEach(json::writePOJO);
      while (pages.hasNext() && read()) {
        page = pages.next();
        page.items().forEach(json::writePOJO);
        json.flush();
      }
      json.writeEndArray();
      if (!page.last()) {
        field(json, Pages.NEXT, page.next());
      }
      json.writeEndObject();
    }
    out.println();
  }

  private static void field(JsonGenerator json, String name, JsonNode value) {
    json.writeName(name);
    json.writePOJO(value);
  }

  private void yaml(Pages pages) {
    var page = pages.next();
    if (!beside(page).isEmpty()) {
      out.print(Yaml.write(beside(page)));
    }
    out.println(list.field() + ":" + (page.items().isEmpty() ? " []" : ""));
    items(page.items());
    while (pages.hasNext() && read()) {
      page = pages.next();
      items(page.items());
    }
    if (!page.last()) {
      out.print(Yaml.write(Json.TREES.createObjectNode().set(Pages.NEXT, page.next())));
    }
  }

  private void items(List<JsonNode> items) {
    if (!items.isEmpty()) {
      out.print(Yaml.write(Json.TREES.createArrayNode().addAll(items)));
    }
  }

  /** What the API tells beside the list. */
  private ObjectNode beside(Pages.Page page) {
    return ((ObjectNode) page.whole()).deepCopy().without(List.of(list.field(), Pages.NEXT));
  }

  /** Whether somebody still reads; what was written is on its way. */
  private boolean read() {
    return !out.checkError();
  }
}
