package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.UNSUPPORTED;

import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.vsphere.Inventory.Properties;

/** Where a datastore hangs in the inventory; use it inside {@link Session#perform}. */
final class Datacenters {
  private static final String OF_A_HOST = "ha-datacenter";
  private static final int DEEPEST = 50;

  private final Session session;
  private final Inventory inventory;

  Datacenters(Session session) {
    this.session = session;
    this.inventory = new Inventory(session);
  }

  /** The {@code dcPath} of a datastore: folders and datacenter, without the root folder. */
  String pathOf(Moref datastore) {
    if (session.isHost()) {
      return OF_A_HOST;
    }
    return inventory.all("Datacenter", "name", "parent", "datastore").stream()
        .filter(datacenter -> holds(datacenter, datastore))
        .findFirst()
        .map(this::path)
        .orElseThrow(
            () ->
                new PlatformException(
                    UNSUPPORTED,
                    "No datacenter shows the disk's datastore to this user",
                    "Give the user System.View on the datacenter."));
  }

  private static boolean holds(Properties datacenter, Moref datastore) {
    return datacenter.get("datastore").children().stream()
        .anyMatch(child -> child.text().equals(datastore.id()));
  }

  private String path(Properties datacenter) {
    var path = datacenter.text("name");
    var parent = datacenter.get("parent").ref();
    var root = session.service("rootFolder").id();
    for (int depth = 0; !parent.id().isEmpty() && !parent.id().equals(root); depth++) {
      if (depth > DEEPEST) {
        throw new SoapFault("InvalidFolder", "the folders go in a circle", Node.NONE);
      }
      var folder = inventory.one(new Moref("Folder", parent.id()), "name", "parent");
      path = folder.text("name") + "/" + path;
      parent = folder.get("parent").ref();
    }
    return path;
  }
}
