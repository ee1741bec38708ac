package io.vmto.gateway.openapi;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a route takes in its address and headers. */
final class Parameters {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Schemas schemas;
  private final Class<?> filters;

  /**
   * @param filters what the records are that a list's parameters are read into
   */
  Parameters(Schemas schemas, Class<?> filters) {
    this.schemas = schemas;
    this.filters = filters;
  }

  ArrayNode of(HandlerMethod handler, boolean posts) {
    var all = JSON.arrayNode();
    for (var parameter : handler.getMethodParameters()) {
      var named = named(parameter);
      if (named != null) {
        all.add(named);
      } else if (filters.isAssignableFrom(parameter.getParameterType())) {
        asked(parameter.getParameterType()).forEach(all::add);
      }
    }
    if (posts) {
      all.add(
          located("header", "Idempotency-Key", JSON.objectNode().put("type", "string"), false)
              .put("description", "The same key with the same request does it once."));
    }
    return all;
  }

  private List<ObjectNode> asked(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .map(
            component ->
                located(
                    "query",
                    component.getName(),
                    schemas.of(ResolvableType.forType(component.getGenericType())),
                    false))
        .toList();
  }

  private @Nullable ObjectNode named(MethodParameter parameter) {
    var path = parameter.getParameterAnnotation(PathVariable.class);
    if (path != null) {
      return located("path", name(path.name(), parameter), schema(parameter, ""), true);
    }
    var query = parameter.getParameterAnnotation(RequestParam.class);
    if (query != null) {
      return located(
          "query",
          name(query.name(), parameter),
          schema(parameter, query.defaultValue()),
          query.required() && query.defaultValue().equals(ValueConstants.DEFAULT_NONE));
    }
    var header = parameter.getParameterAnnotation(RequestHeader.class);
    return header == null
        ? null
        : located(
            "header",
            name(header.name(), parameter),
            schema(parameter, header.defaultValue()),
            header.required());
  }

  private static String name(String given, MethodParameter parameter) {
    parameter.initParameterNameDiscovery(
        new org.springframework.core.DefaultParameterNameDiscoverer());
    return given.isEmpty() ? String.valueOf(parameter.getParameterName()) : given;
  }

  private ObjectNode schema(MethodParameter parameter, String otherwise) {
    var schema = schemas.of(ResolvableType.forMethodParameter(parameter));
    if (otherwise.isEmpty() || otherwise.equals(ValueConstants.DEFAULT_NONE)) {
      return schema;
    }
    return schema.path("type").asString().equals("integer")
        ? schema.put("default", Long.parseLong(otherwise))
        : schema.put("default", otherwise);
  }

  private static ObjectNode located(String in, String name, ObjectNode schema, boolean required) {
    var parameter = JSON.objectNode().put("name", name).put("in", in).put("required", required);
    parameter.set("schema", schema);
    return parameter;
  }
}
