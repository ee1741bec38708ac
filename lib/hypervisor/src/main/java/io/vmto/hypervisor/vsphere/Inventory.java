package io.vmto.hypervisor.vsphere;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads properties of managed objects, page by page; use it inside {@link Session#perform}. */
final class Inventory {
  private static final int PAGE = 50;

  private final Session session;

  Inventory(Session session) {
    this.session = session;
  }

  /**
   * An object and those of its properties that the server gave.
   *
   * @param refused faults of properties that were not given
   */
  record Properties(Moref object, Map<String, Node> values, List<SoapFault> refused) {
    Node get(String path) {
      return values.getOrDefault(path, Node.NONE);
    }

    String text(String path) {
      return get(path).text();
    }
  }

  /** Everything of a type below the root folder. */
  List<Properties> all(String type, String... paths) {
    var view =
        session
            .call(
                "CreateContainerView",
                session.service("viewManager"),
                SoapArgs.none()
                    .ref("container", session.service("rootFolder"))
                    .text("type", type)
                    .text("recursive", true))
            .at("returnval")
            .ref();
    try {
      return pages(through(view, type, paths));
    } finally {
      destroy(view);
    }
  }

  private void destroy(Moref view) {
    try {
      session.call("DestroyView", view, SoapArgs.none());
    } catch (SoapFault _) {
      // it dies with the session at the latest
    }
  }

  Properties one(Moref object, String... paths) {
    var spec =
        SoapArgs.none()
            .group(
                "specSet",
                set ->
                    set.group("propSet", want(object.type(), paths))
                        .group("objectSet", from -> from.ref("obj", object)));
    return pages(spec).stream()
        .findFirst()
        .orElseThrow(
            () -> new SoapFault("ManagedObjectNotFound", object + " has no properties", Node.NONE));
  }

  private static SoapArgs through(Moref view, String type, String... paths) {
    return SoapArgs.none()
        .group(
            "specSet",
            set ->
                set.group("propSet", want(type, paths))
                    .group(
                        "objectSet",
                        from ->
                            from.ref("obj", view)
                                .text("skip", true)
                                .typed("selectSet", "TraversalSpec", Inventory::members)));
  }

  private static SoapArgs members(SoapArgs traversal) {
    return traversal
        .text("name", "members")
        .text("type", "ContainerView")
        .text("path", "view")
        .text("skip", false);
  }

  private static UnaryOperator<SoapArgs> want(String type, String... paths) {
    return want -> {
      want.text("type", type);
      for (var path : paths) {
        want.text("pathSet", path);
      }
      return want;
    };
  }

  private List<Properties> pages(SoapArgs spec) {
    var collector = session.service("propertyCollector");
    var limited =
        spec + SoapArgs.none().group("options", o -> o.text("maxObjects", PAGE)).toString();
    var found = new ArrayList<Properties>();
    var page =
        session.call("RetrievePropertiesEx", collector, SoapArgs.raw(limited)).at("returnval");
    while (page.present()) {
      page.all("objects").forEach(object -> found.add(properties(object)));
      var token = page.text("token");
      if (token.isEmpty()) {
        break;
      }
      page =
          session
              .call("ContinueRetrievePropertiesEx", collector, SoapArgs.none().text("token", token))
              .at("returnval");
    }
    return found;
  }

  private static Properties properties(Node object) {
    var values = new HashMap<String, Node>();
    object.all("propSet").forEach(set -> values.put(set.text("name"), set.at("val")));
    var refused =
        object.all("missingSet").stream().map(set -> SoapFault.localized(set.at("fault"))).toList();
    for (var fault : refused) {
      if (fault.is("NotAuthenticated")) {
        throw fault;
      }
    }
    return new Properties(object.at("obj").ref(), values, refused);
  }
}
