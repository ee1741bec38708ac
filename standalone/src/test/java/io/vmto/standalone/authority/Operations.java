package io.vmto.standalone.authority;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Every operation that the API describes, and every field that GraphQL can be asked for. */
final class Operations {
  static final String GRAPHQL = "/api/v1/graphql";

  /** What is there and in no description, and what is not there at all. */
  private static final List<Operation> BESIDES =
      List.of(
          Operation.of("GET", "/v3/api-docs", null),
          Operation.of("GET", "/actuator", null),
          Operation.of("GET", "/actuator/health", null),
          Operation.of("GET", "/actuator/health/liveness", null),
          Operation.of("GET", "/actuator/health/readiness", null),
          Operation.of("GET", "/actuator/env", null),
          Operation.of("GET", "/", null),
          Operation.of("GET", "/api/v1/nothing", null),
          Operation.of("POST", GRAPHQL, "{\"query\": \"{__typename}\"}"));

  private static final String FIELDS =
      "fields {name args {name defaultValue type {kind ofType {name}}}}";

  private Operations() {}

  /**
   * All that there is.
   *
   * @param openApi the description of the API
   * @param token of somebody who may ask GraphQL what it has
   */
  static List<Operation> of(Path openApi, Web web, String token) throws IOException {
    var all = new ArrayList<Operation>(BESIDES);
    var document = ContractJson.mapper().readTree(Files.readString(openApi));
    for (var path : document.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        var example = method.getValue().at("/requestBody/content/application~1json/example");
        all.add(
            Operation.of(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                example.isMissingNode() ? null : example.toString()));
      }
    }
    fields("query", web, token).forEach(field -> all.add(field("query", field)));
    fields("subscription", web, token).forEach(field -> all.add(field("subscription", field)));
    return all;
  }

  /** One at a time: a schema that is asked for its fields twice at once takes it for an attack. */
  private static JsonNode fields(String kind, Web web, String token) {
    var question = "{__schema {kind: " + kind + "Type {" + FIELDS + "}}}";
    var fields =
        web.must("POST", GRAPHQL, token, body(question)).json().at("/data/__schema/kind/fields");
    if (fields.isEmpty()) {
      throw new IllegalStateException("GraphQL does not say what it has");
    }
    return fields;
  }

  private static Operation field(String kind, JsonNode field) {
    var name = field.path("name").asString();
    var query = kind + " {" + name + arguments(field.path("args")) + " {__typename}}";
    var accept = kind.equals("query") ? "application/json" : "text/event-stream";
    return new Operation(kind + " " + name, "POST", GRAPHQL, accept, body(query));
  }

  /** Only those that have to be there. */
  private static String arguments(JsonNode arguments) {
    var given = new ArrayList<String>();
    for (var argument : arguments) {
      if (argument.at("/type/kind").asString().equals("NON_NULL")
          && argument.path("defaultValue").isNull()) {
        var type = argument.at("/type/ofType/name").asString();
        given.add(argument.path("name").asString() + ": " + (type.equals("ID") ? "\"jobs/x\"" : 1));
      }
    }
    return given.isEmpty() ? "" : "(" + String.join(", ", given) + ")";
  }

  private static String body(String query) {
    return ContractJson.mapper().writeValueAsString(Map.of("query", query));
  }
}
