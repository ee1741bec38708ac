package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.catalogue.Operation;
import io.vmto.standalone.cli.catalogue.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of the catalogue with what was said about it, as it is sent.
 *
 * @param path below {@code /api/v1}, with its query
 * @param body null where the operation has none
 */
record Request(String path, @Nullable JsonNode body) {
  /**
   * @param said values of parameters, those that were not said are missing
   * @param base what the body is built upon
   */
  static Request of(Operation row, Map<Parameter, Object> said, ObjectNode base) {
    var path = row.path();
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    JsonNode body = base;
    for (var entry : said.entrySet()) {
      var parameter = entry.getKey();
      var value = entry.getValue();
      switch (parameter.place()) {
        case PATH -> path = filled(path, parameter, value);
        case QUERY -> query.add(parameter.fields().getFirst() + "=" + encoded(listed(value)));
        case BODY -> {
          if (parameter.kind() == Parameter.Kind.REQUEST) {
            body = (JsonNode) value;
          } else {
            fill(base, parameter, value);
          }
        }
      }
    }
    return new Request(path + query, row.hasBody() ? body : null);
  }

  private static String filled(String path, Parameter parameter, Object value) {
    var fields = parameter.fields();
    var parts = fields.size() == 1 ? List.of(value) : parts(parameter, value);
    for (int i = 0; i < fields.size(); i++) {
      path = path.replace("{" + fields.get(i) + "}", encoded(parts.get(i)));
    }
    return path;
  }

  /** More than one in an address have commas between them. */
  private static Object listed(Object value) {
    return value instanceof Collection<?> many
        ? many.stream().map(Object::toString).collect(Collectors.joining(","))
        : value;
  }

  static String encoded(Object text) {
    return URLEncoder.encode(text.toString(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void fill(ObjectNode body, Parameter parameter, Object value) {
    var fields = parameter.fields();
    if (fields.size() == 1) {
      set(body, fields.getFirst(), Json.TREES.valueToTree(value));
      return;
    }
    var parts = parts(parameter, value);
    for (int i = 0; i < parts.size(); i++) {
      set(body, fields.get(i), Json.TREES.valueToTree(parts.get(i)));
    }
  }

  private static List<String> parts(Parameter parameter, Object value) {
    int count = parameter.fields().size();
    var parts = List.of(value.toString().split("/", count));
    if (parts.size() != count) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          (parameter.positional() ? "" : "--")
              + parameter.name()
              + " is "
              + parameter.label()
              + ".",
          "Write it with a slash between its parts.");
    }
    return parts;
  }

  /** Dots lead into objects, which are made where they are missing. */
  private static void set(ObjectNode body, String field, JsonNode value) {
    var names = List.of(field.split("\\.", -1));
    var inside = body;
    for (var name : names.subList(0, names.size() - 1)) {
      inside = inside.get(name) instanceof ObjectNode there ? there : inside.putObject(name);
    }
    if (value instanceof ObjectNode more
        && inside.get(names.getLast()) instanceof ObjectNode there) {
      there.setAll(more);
    } else {
      inside.set(names.getLast(), value);
    }
  }
}
