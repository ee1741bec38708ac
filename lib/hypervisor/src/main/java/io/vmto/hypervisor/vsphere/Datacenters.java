package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.UNSUPPORTED;

import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.vsphere.Inventory.Properties;

/** Where a datastore hangs in the inventory; use it inside {@link Session#perform}. */
final class Datacenters {
  private static final String OF_A_HOST = "ha-datacenter";

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
    return inventory.all("Datacenter", "datastore").stream()
        .filter(datacenter -> holds(datacenter, datastore))
        .findFirst()
        .map(datacenter -> String.join("/", new Folders(inventory).path(datacenter.object())))
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
}
