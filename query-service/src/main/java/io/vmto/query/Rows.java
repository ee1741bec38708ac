package io.vmto.query;

import io.vmto.contract.operations.ProjectionView.Difference;
import io.vmto.contract.operations.ProjectionView.Fault;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Rows compared by what they mean: a set written in another order is the same set. */
final class Rows {
  private Rows() {}

  /** Rows whose columns are plain values. */
  static Optional<Difference> difference(String key, JsonNode live, JsonNode fresh) {
    return named(
        key, fresh.propertyNames().stream().filter(name -> !same(live.get(name), fresh.get(name))));
  }

  /** Maps are written in an order of the process that writes them. */
  private static boolean same(@Nullable JsonNode live, @Nullable JsonNode fresh) {
    return Objects.equals(live, fresh)
        || (isObject(live) && isObject(fresh) && tree(live).equals(tree(fresh)));
  }

  private static boolean isObject(@Nullable JsonNode column) {
    return column != null && column.isString() && column.asString().startsWith("{");
  }

  private static JsonNode tree(@Nullable JsonNode column) {
    try {
      return Documents.tree(Objects.requireNonNull(column).asString());
    } catch (JacksonException e) {
      return MissingNode.getInstance(); // not JSON at all, and so unlike every row that is
    }
  }

  /** Rows with a document. */
  static <D> Optional<Difference> difference(
      Class<D> type, String key, JsonNode live, JsonNode fresh) {
    var fields = new ArrayList<String>();
    if (!Objects.equals(live.get("born"), fresh.get("born"))) {
      fields.add("born");
    }
    try {
      var is = Documents.read(live.path("doc").toString(), type);
      var should = Documents.read(fresh.path("doc").toString(), type);
      Stream.of(type.getRecordComponents())
          .filter(c -> !Objects.equals(read(c, is), read(c, should)))
          .forEach(c -> fields.add(c.getName()));
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      fields.add("doc"); // not even a document of this kind
    }
    return named(key, fields.stream());
  }

  private static Optional<Difference> named(String key, Stream<String> fields) {
    List<String> names = fields.sorted().toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new Difference(key, Fault.DIFFERENT, names));
  }

  private static @Nullable Object read(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
