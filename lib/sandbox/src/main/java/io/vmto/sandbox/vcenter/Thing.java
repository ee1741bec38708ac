package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A managed object with its top-level properties, computed when asked for. */
record Thing(Ref ref, Map<String, Supplier<@Nullable Value>> properties) {
  static Thing of(Ref ref) {
    return new Thing(ref, new LinkedHashMap<>());
  }

  Thing with(String name, @Nullable Value value) {
    properties.put(name, () -> value);
    return this;
  }

  Thing later(String name, Supplier<@Nullable Value> value) {
    properties.put(name, value);
    return this;
  }

  List<String> names() {
    return List.copyOf(properties.keySet());
  }

  /**
   * The value at a property path, null where it is unset.
   *
   * @throws SoapFault InvalidProperty for a path whose first name the object does not have
   */
  @Nullable Value at(String path) {
    String[] names = path.split("\\.", -1);
    var top = properties.get(names[0]);
    if (top == null) {
      throw SoapFault.invalidProperty(path);
    }
    Value value = top.get();
    for (int i = 1; i < names.length && value != null; i++) {
      value = value instanceof Data data ? data.fields().get(names[i]) : null;
    }
    return value;
  }

  /** The objects a property refers to. */
  List<Ref> refs(String path) {
    var value = properties.containsKey(path.split("\\.", -1)[0]) ? at(path) : null;
    return switch (value) {
      case Ref ref -> List.of(ref);
      case Many many ->
          many.items().stream().filter(Ref.class::isInstance).map(Ref.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
