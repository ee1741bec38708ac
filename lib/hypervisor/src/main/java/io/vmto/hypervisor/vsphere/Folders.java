package io.vmto.hypervisor.vsphere;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders and datacenters of an inventory, read when one is first asked for; use it inside
 * {@link Session#perform}.
 */
final class Folders {
  private static final int DEEPEST = 50;

  private final Inventory inventory;
  private @Nullable Map<String, Place> places;

  Folders(Inventory inventory) {
    this.inventory = inventory;
  }

  private record Place(String name, Moref itself, Moref parent) {}

  /**
   * The names of a place and of all above it, outermost first and as the server writes them,
   * without the root folder and what this user does not see.
   */
  List<String> path(Moref place) {
    return climb(place).stream().map(Place::name).toList();
  }

  /**
   * Where a machine is shown: a datacenter's own folder of machines ("vm") is as invisible here as
   * it is in every client.
   */
  List<String> shown(Moref folder) {
    return climb(folder).stream()
        .filter(place -> !place.parent().type().equals("Datacenter"))
        .map(place -> VirtualMachine.plainName(place.name()))
        .toList();
  }

  private List<Place> climb(Moref start) {
    var way = new ArrayList<Place>();
    var at = places().get(start.id());
    while (at != null) {
      if (way.size() > DEEPEST) {
        throw new SoapFault("InvalidFolder", "the folders go in a circle", Node.NONE);
      }
      way.add(at);
      at = places().get(at.parent().id());
    }
    return way.reversed();
  }

  private Map<String, Place> places() {
    if (places == null) {
      var read = new HashMap<String, Place>();
      for (var type : List.of("Folder", "Datacenter")) {
        for (var found : inventory.all(type, "name", "parent")) {
          var parent = found.get("parent").ref();
          read.put(found.object().id(), new Place(found.text("name"), found.object(), parent));
        }
      }
      places = read;
    }
    return places;
  }
}
