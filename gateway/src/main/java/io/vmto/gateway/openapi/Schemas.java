package io.vmto.gateway.openapi;

import io.vmto.contract.Id;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON schemas of answers, read off the records; what is named is told once and referred to. */
final class Schemas {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String REFERENCE = "#/components/schemas/";

  private static final Map<Class<?>, String[]> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, new String[] {"string"}),
          Map.entry(boolean.class, new String[] {"boolean"}),
          Map.entry(Boolean.class, new String[] {"boolean"}),
          Map.entry(int.class, new String[] {"integer", "int32"}),
          Map.entry(Integer.class, new String[] {"integer", "int32"}),
          Map.entry(long.class, new String[] {"integer", "int64"}),
          Map.entry(Long.class, new String[] {"integer", "int64"}),
          Map.entry(double.class, new String[] {"number", "double"}),
          Map.entry(Double.class, new String[] {"number", "double"}),
          Map.entry(BigDecimal.class, new String[] {"number"}),
          Map.entry(URI.class, new String[] {"string", "uri"}),
          Map.entry(Instant.class, new String[] {"string", "date-time"}));

  private final TreeMap<String, ObjectNode> named = new TreeMap<>();
  private final Map<String, Class<?>> owners = new HashMap<>();

  /** The schema of a type as it is written in JSON. */
  ObjectNode of(ResolvableType type) {
    var raw = type.toClass();
    var plain = PLAIN.get(raw);
    if (plain != null) {
      return plain(plain);
    }
    if (Id.class.isAssignableFrom(raw)) {
      return plain("string");
    }
    if (Collection.class.isAssignableFrom(raw)) {
      var list = JSON.objectNode().put("type", "array");
      list.set("items", of(type.getGeneric(0)));
      return Set.class.isAssignableFrom(raw) ? list.put("uniqueItems", true) : list;
    }
    if (Map.class.isAssignableFrom(raw)) {
      var map = JSON.objectNode().put("type", "object");
      map.set("additionalProperties", of(type.getGeneric(1)));
      return map;
    }
    if (raw.isEnum() || raw.isRecord() || raw.isSealed()) {
      return reference(raw);
    }
    return JsonNode.class.isAssignableFrom(raw)
        ? JSON.objectNode().put("type", "object")
        : JSON.objectNode();
  }

  /** Everything that was referred to, by name. */
  ObjectNode named() {
    var all = JSON.objectNode();
    named.forEach(all::set);
    return all;
  }

  private static ObjectNode plain(String... typeAndFormat) {
    var schema = JSON.objectNode().put("type", typeAndFormat[0]);
    return typeAndFormat.length > 1 ? schema.put("format", typeAndFormat[1]) : schema;
  }

  private ObjectNode reference(Class<?> type) {
    var name = name(type);
    if (!named.containsKey(name)) {
      named.put(name, JSON.objectNode()); // a type may lead back to itself
      named.put(name, written(type));
    }
    return JSON.objectNode().put("$ref", REFERENCE + name);
  }

  /** The simple name, with the enclosing type's before it where two have the same. */
  private String name(Class<?> type) {
    var owner = owners.putIfAbsent(type.getSimpleName(), type);
    if (owner == null || owner == type) {
      return type.getSimpleName();
    }
    var enclosing = type.getEnclosingClass();
    return (enclosing == null ? "" : enclosing.getSimpleName()) + type.getSimpleName();
  }

  private ObjectNode written(Class<?> type) {
    if (type.isEnum()) {
      var schema = plain("string");
      var values = schema.putArray("enum");
      Arrays.stream(type.getEnumConstants()).map(Object::toString).forEach(values::add);
      return schema;
    }
    return type.isRecord() ? record(type) : sealed(type);
  }

  private ObjectNode record(Class<?> type) {
    var schema = plain("object");
    var properties = schema.putObject("properties");
    var required = JSON.arrayNode();
    for (var component : type.getRecordComponents()) {
      properties.set(component.getName(), of(ResolvableType.forType(component.getGenericType())));
      if (!nullable(component)) {
        required.add(component.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private static boolean nullable(RecordComponent component) {
    AnnotatedType type = component.getAnnotatedType();
    return type.isAnnotationPresent(Nullable.class);
  }

  /** Only steps are written with what kind they are. */
  private ObjectNode sealed(Class<?> type) {
    var schema = JSON.objectNode();
    var kinds = schema.putArray("oneOf");
    for (var kind : type.getPermittedSubclasses()) {
      var tagged = JSON.objectNode();
      var parts = tagged.putArray("allOf");
      parts.add(reference(kind));
      var tag = parts.addObject().put("type", "object");
      tag.putObject("properties").putObject("step").put("const", kind.getSimpleName());
      tag.putArray("required").add("step");
      kinds.add(tagged);
    }
    schema.putObject("discriminator").put("propertyName", "step");
    return schema;
  }
}
