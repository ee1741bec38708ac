package io.vmto.runtime;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that a record can carry, through nested records, sealed families and collections. */
final class Shape {
  /** The end of a path: {@code JobCreated.spec.machine.name} is a String. */
  record Leaf(String path, Class<?> type) {
    String name() {
      return path.substring(path.lastIndexOf('.') + 1);
    }
  }

  private static final Set<Class<?>> CONTAINERS =
      Set.of(List.class, Set.class, Map.class, Optional.class);
  private static final Set<Class<?>> VALUES =
      Set.of(String.class, Instant.class, Integer.class, Long.class, Boolean.class);

  private final Set<Class<?>> records = new LinkedHashSet<>();
  private final List<Leaf> leaves = new ArrayList<>();

  private Shape() {}

  static Shape of(Class<?> root) {
    var shape = new Shape();
    shape.walk(root.getSimpleName(), root);
    return shape;
  }

  Set<Class<?>> records() {
    return records;
  }

  List<Leaf> leaves() {
    return leaves;
  }

  /** What a walk cannot look into, and so cannot vouch for. */
  List<Leaf> opaque() {
    return leaves.stream().filter(l -> !isValue(l.type())).toList();
  }

  static List<RecordComponent> components(Class<?> type) {
    return List.of(type.getRecordComponents());
  }

  static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void walk(String path, Type type) {
    switch (type) {
      case Class<?> c when c.isRecord() -> record(path, c);
      case Class<?> c when c.isSealed() -> {
        for (var one : c.getPermittedSubclasses()) {
          walk(path + "<" + one.getSimpleName() + ">", one);
        }
      }
      case ParameterizedType p when CONTAINERS.contains(p.getRawType()) -> {
        for (var argument : p.getActualTypeArguments()) {
          walk(path, argument);
        }
      }
      case WildcardType w -> walk(path, w.getUpperBounds()[0]);
      case Class<?> c -> leaves.add(new Leaf(path, c));
      default -> leaves.add(new Leaf(path, Object.class));
    }
  }

  private void record(String path, Class<?> type) {
    records.add(type);
    leaves.add(new Leaf(path, type));
    if (path.chars().filter(c -> c == '.').count() > 20) {
      throw new IllegalStateException("too deep: " + path);
    }
    for (var component : components(type)) {
      walk(path + "." + component.getName(), component.getGenericType());
    }
  }

  private static boolean isValue(Class<?> type) {
    return type.isPrimitive() || type.isEnum() || type.isRecord() || VALUES.contains(type);
  }
}
