package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A property filter: remembers what its client has seen, so that only changes are told. */
final class Filter implements SessionObject {
  private final Ref ref;
  private final Collector collector;
  private final Selection selection;
  private Map<Ref, Map<String, Value>> seen = new LinkedHashMap<>();

  Filter(Ref ref, Collector collector, Selection selection) {
    this.ref = ref;
    this.collector = collector;
    this.selection = selection;
  }

  @Override
  public Ref ref() {
    return ref;
  }

  @Override
  public void end() {
    collector.remove(this);
  }

  void forget() {
    seen = new LinkedHashMap<>();
  }

  /** At most so many object updates; what was told counts as seen. */
  List<Data> changes(Function<Ref, Optional<Thing>> find, int limit) {
    var now = current(find);
    var updates = new ArrayList<Data>();
    for (var entry : now.entrySet()) {
      var before = seen.get(entry.getKey());
      if (updates.size() < limit && !entry.getValue().equals(before)) {
        updates.add(update(entry.getKey(), before, entry.getValue()));
        seen.put(entry.getKey(), entry.getValue());
      }
    }
    for (var gone : List.copyOf(seen.keySet())) {
      if (updates.size() < limit && !now.containsKey(gone)) {
        updates.add(objectUpdate("leave", gone));
        seen.remove(gone);
      }
    }
    return updates;
  }

  private Map<Ref, Map<String, Value>> current(Function<Ref, Optional<Thing>> find) {
    try {
      return selection.evaluate(find);
    } catch (SoapFault rootGone) {
      return Map.of();
    }
  }

  private static Data objectUpdate(String kind, Ref object) {
    return Data.of("ObjectUpdate")
        .put("kind", Value.choice("ObjectUpdateKind", kind))
        .put("obj", object);
  }

  private static Data update(
      Ref object, @Nullable Map<String, Value> before, Map<String, Value> after) {
    var changes = new ArrayList<Data>();
    after.forEach(
        (path, value) -> {
          if (before == null || !value.equals(before.get(path))) {
            changes.add(change(path, value));
          }
        });
    if (before != null) {
      before.keySet().stream()
          .filter(path -> !after.containsKey(path))
          .forEach(path -> changes.add(change(path, null)));
    }
    return objectUpdate(before == null ? "enter" : "modify", object)
        .put("changeSet", new Many("PropertyChange", changes));
  }

  private static Data change(String path, @Nullable Value value) {
    return Data.of("PropertyChange")
        .put("name", path)
        .put("op", Value.choice("PropertyChangeOp", "assign"))
        .put("val", value);
  }
}
