package io.vmto.gateway.openapi;

import io.vmto.runtime.ContractJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Schema and example of a request's body, from {@link Operation#body}. */
final class Bodies {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String OPTIONAL = "?";
  private static final String ANY = "*";

  private Bodies() {}

  static ObjectNode of(Operation operation) {
    var shape = ContractJson.strict().readTree(operation.body());
    var content = JSON.objectNode();
    content.set("schema", schema(shape));
    content.set("example", example(shape));
    var body = JSON.objectNode().put("required", true);
    body.putObject("content").set("application/json", content);
    return body;
  }

  private static ObjectNode schema(JsonNode shape) {
    return switch (shape.getNodeType()) {
      case OBJECT -> object(shape);
      case ARRAY -> {
        var list = JSON.objectNode().put("type", "array");
        list.set("items", schema(shape.get(0)));
        yield list;
      }
      case NUMBER -> JSON.objectNode().put("type", "integer");
      case BOOLEAN -> JSON.objectNode().put("type", "boolean");
      default -> JSON.objectNode().put("type", "string");
    };
  }

  private static ObjectNode object(JsonNode shape) {
    var schema = JSON.objectNode().put("type", "object").put("additionalProperties", false);
    var required = JSON.arrayNode();
    for (var field : shape.properties()) {
      var name = field.getKey();
      if (name.endsWith(ANY)) {
        schema.set("additionalProperties", schema(field.getValue()));
        continue;
      }
      schema.withObject("/properties").set(plain(name), schema(field.getValue()));
      if (!name.endsWith(OPTIONAL)) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private static JsonNode example(JsonNode shape) {
    if (shape.isArray()) {
      return JSON.arrayNode().add(example(shape.get(0)));
    }
    if (!shape.isObject()) {
      return shape;
    }
    var example = JSON.objectNode();
    shape.properties().forEach(f -> example.set(plain(f.getKey()), example(f.getValue())));
    return example;
  }

  private static String plain(String name) {
    return name.endsWith(OPTIONAL) || name.endsWith(ANY)
        ? name.substring(0, name.length() - 1)
        : name;
  }
}
