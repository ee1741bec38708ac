package io.vmto.standalone.authority;

import io.vmto.contract.access.Role;
import io.vmto.contract.operations.PartId;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a message of any kind, with some content that its constructors accept. */
final class Samples {
  /** Texts by the name of what they stand in, where anything would not do. */
  private static final Map<String, String> TEXTS =
      Map.of(
          "url",
          "https://example.test",
          "hostKey",
          "SHA256:" + "a".repeat(43),
          "fingerprint",
          "AB:".repeat(31) + "CD");

  private Samples() {}

  static Object of(Class<?> type) {
    return of(type, "sample");
  }

  private static Object of(Class<?> type, String name) {
    if (type == String.class) {
      return TEXTS.getOrDefault(name, "sample");
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type) || type == Boolean.class) {
      return number(type);
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type == PartId.class) {
      return new PartId("query"); // one that is there
    }
    if (type == Enum.class) {
      return Role.ADMIN; // of a list's order: any will do, since it is not asked that far
    }
    if (type.isSealed()) {
      return of(type.getPermittedSubclasses()[0], name);
    }
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    return type.isRecord() ? record(type) : known(type);
  }

  private static Object number(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "boolean", "Boolean" -> false;
      case "int", "Integer" -> 1;
      case "long", "Long" -> 1L;
      case "double", "Double" -> 1.0;
      default -> throw new IllegalArgumentException("no sample of " + type);
    };
  }

  private static Object known(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "List" -> List.of();
      case "Set" -> Set.of();
      case "Map" -> Map.of();
      case "Instant" -> Instant.parse("2026-05-01T12:00:00Z");
      case "Duration" -> java.time.Duration.ofMinutes(1);
      case "URI" -> URI.create("https://example.test");
      case "Object" -> "sample";
      default -> throw new IllegalArgumentException("no sample of " + type);
    };
  }

  private static Object record(Class<?> type) {
    var components = type.getRecordComponents();
    var values = Arrays.stream(components).map(c -> of(c.getType(), c.getName())).toArray();
    try {
      return constructor(type, components).newInstance(values);
    } catch (ReflectiveOperationException e) {
      var cause = e instanceof InvocationTargetException i ? i.getCause() : e;
      throw new IllegalArgumentException("no sample of " + type + ": " + cause, cause);
    }
  }

  private static Constructor<?> constructor(Class<?> type, RecordComponent[] components)
      throws NoSuchMethodException {
    var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
    var constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }
}
