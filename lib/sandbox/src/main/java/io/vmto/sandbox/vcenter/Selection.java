package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A PropertyFilterSpec: which objects it reaches, and which of their properties it shows. */
final class Selection {
  private final List<SoapCall> propSets;
  private final List<SoapCall> objectSets;
  private final Map<String, SoapCall> named = new HashMap<>();

  Selection(SoapCall spec) {
    propSets = spec.all("propSet");
    objectSets = spec.all("objectSet");
    objectSets.forEach(this::collectNames);
  }

  private void collectNames(SoapCall holder) {
    for (var select : holder.all("selectSet")) {
      boolean traversal = select.child("path").isPresent();
      if (traversal) {
        select.optional("name").ifPresent(name -> named.put(name, select));
        collectNames(select);
      }
    }
  }

  /** The objects that are named directly. */
  List<Ref> roots() {
    return objectSets.stream().map(set -> set.ref("obj")).toList();
  }

  /**
   * Current values of everything selected, by object and path.
   *
   * @throws SoapFault ManagedObjectNotFound if a root is not there
   */
  Map<Ref, Map<String, Value>> evaluate(Function<Ref, Optional<Thing>> find) {
    var selected = new LinkedHashMap<Ref, Map<String, Value>>();
    for (var set : objectSets) {
      var root = set.ref("obj");
      var thing = find.apply(root).orElseThrow(() -> SoapFault.gone(root));
      if (!set.flag("skip")) {
        take(thing, selected);
      }
      walk(thing, set.all("selectSet"), find, selected, new LinkedHashSet<>());
    }
    return selected;
  }

  private void walk(
      Thing thing,
      List<SoapCall> selects,
      Function<Ref, Optional<Thing>> find,
      Map<Ref, Map<String, Value>> selected,
      Set<String> visited) {
    for (var select : selects) {
      var spec = select.child("path").isPresent() ? select : named.get(select.text("name"));
      if (spec == null) {
        throw SoapFault.of("InvalidArgument", "unknown selection " + select.text("name"));
      }
      boolean applies = Places.isA(thing.ref().type(), spec.text("type"));
      boolean first =
          visited.add(thing.ref().id() + "/" + spec.text("path") + "/" + spec.optional("name"));
      if (applies && first) {
        for (var ref : thing.refs(spec.text("path"))) {
          find.apply(ref).ifPresent(next -> follow(next, spec, find, selected, visited));
        }
      }
    }
  }

  private void follow(
      Thing next,
      SoapCall spec,
      Function<Ref, Optional<Thing>> find,
      Map<Ref, Map<String, Value>> selected,
      Set<String> visited) {
    if (!spec.flag("skip")) {
      take(next, selected);
    }
    walk(next, spec.all("selectSet"), find, selected, visited);
  }

  private void take(Thing thing, Map<Ref, Map<String, Value>> selected) {
    boolean wanted = false;
    var values = new LinkedHashMap<String, Value>();
    for (var set : propSets) {
      if (Places.isA(thing.ref().type(), set.text("type"))) {
        wanted = true;
        var paths = set.flag("all") ? thing.names() : set.texts("pathSet");
        for (String path : paths) {
          var value = thing.at(path);
          if (value != null) {
            values.put(path, value);
          }
        }
      }
    }
    if (wanted) {
      selected.put(thing.ref(), values);
    }
  }

  static Data objectContent(Ref ref, Map<String, Value> values) {
    var properties = new ArrayList<Data>();
    values.forEach(
        (path, value) ->
            properties.add(Data.of("DynamicProperty").put("name", path).put("val", value)));
    return Data.of("ObjectContent")
        .put("obj", ref)
        .put("propSet", new Value.Many("DynamicProperty", properties));
  }

  /** What a server that only shrugs says without a session: everything missing. */
  List<Data> allMissing() {
    var contents = new ArrayList<Data>();
    for (var root : roots()) {
      var missing = new ArrayList<Data>();
      propSets.stream()
          .flatMap(set -> set.texts("pathSet").stream())
          .forEach(path -> missing.add(missing(path)));
      contents.add(
          Data.of("ObjectContent")
              .put("obj", root)
              .put("missingSet", new Value.Many("MissingProperty", missing)));
    }
    return contents;
  }

  private static Data missing(String path) {
    return Data.of("MissingProperty")
        .put("path", path)
        .put("fault", Tasks.localized(SoapFault.notAuthenticated()));
  }
}
