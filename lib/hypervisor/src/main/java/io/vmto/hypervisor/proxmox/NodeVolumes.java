package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.TargetNode.Storage;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import java.util.LinkedHashMap;

/** Raw volumes on storages of any type, allocated over the API for a machine's disks. */
final class NodeVolumes {
  private static final long KIB = 1024;

  private final PveClient client;
  private final Storages storages;

  NodeVolumes(PveClient client, Storages storages) {
    this.client = client;
    this.storages = storages;
  }

  /** The id that {@link #allocate} would give now. */
  String planned(MachineRef machine, String storageName, int index) {
    var storage = storages.usable(machine.node(), storageName, "images");
    var taken = storages.disksOf(machine.node(), storageName, machine.id()).keySet();
    int n = index;
    while (taken.contains(id(storage, machine.id(), n))) {
      n++;
    }
    return id(storage, machine.id(), n);
  }

  /** {@code vm-ID-disk-N}, a file in the machine's folder where the storage has files. */
  private static String id(Storage storage, String machine, int n) {
    var plain = "vm-" + machine + "-disk-" + n;
    return storage.name()
        + ":"
        + (Storages.fileBased(storage) ? machine + "/" + plain + ".raw" : plain);
  }

  String allocate(MachineRef machine, String storageName, int index, long capacity) {
    var storage = storages.usable(machine.node(), storageName, "images");
    if (storage.available() < capacity) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.TARGET_FULL,
                  "Storage " + storageName + " has less room than the disk's capacity",
                  "Free space on it, or choose another storage.")
              .with("storage", storageName)
              .with("needed", capacity)
              .with("available", storage.available()));
    }
    var wanted = planned(machine, storageName, index);
    var form = new LinkedHashMap<String, String>();
    form.put("vmid", machine.id());
    form.put("filename", VolumeId.parse(wanted).fileName());
    form.put("size", Long.toString(Math.ceilDiv(capacity, KIB)));
    form.put("format", "raw");
    return client
        .post(Storages.path(machine.node(), storageName) + "/content", form)
        .asString(wanted);
  }
}
