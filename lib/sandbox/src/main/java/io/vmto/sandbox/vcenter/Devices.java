package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The virtual devices of a machine, with the keys a real host gives them. */
final class Devices {
  private static final int PS2 = 300;
  private static final int PCI = 100;

  private final Vm vm;
  private final @Nullable Snapshot snapshot;

  /**
   * @param snapshot whose disks are shown, null for those of the machine as it is
   */
  Devices(Vm vm, @Nullable Snapshot snapshot) {
    this.vm = vm;
    this.snapshot = snapshot;
  }

  List<Data> all() {
    var devices = new ArrayList<Data>();
    devices.add(
        device("VirtualPCIController", PCI, "PCI controller 0")
            .put("busNumber", 0)
            .put("device", keys(pciDevices())));
    devices.add(
        device("VirtualPS2Controller", PS2, "PS2 controller 0")
            .put("busNumber", 0)
            .put("device", keys(List.of(600))));
    devices.add(
        device("VirtualKeyboard", 600, "Keyboard").put("controllerKey", PS2).put("unitNumber", 0));
    devices.addAll(controllers());
    vm.disks().forEach(disk -> devices.add(disk(disk)));
    vm.nics().forEach(nic -> devices.add(nic(nic)));
    if (vm.tpm()) {
      devices.add(
          device("VirtualTPM", 11000, "Virtual TPM")
              .put("controllerKey", PCI)
              .put("unitNumber", 39));
    }
    return devices;
  }

  private List<Integer> pciDevices() {
    var keys = new ArrayList<Integer>();
    vm.disks().stream()
        .filter(disk -> disk.controller() != Controller.IDE)
        .map(disk -> disk.controller().key(disk.bus()))
        .distinct()
        .forEach(keys::add);
    vm.nics().forEach(nic -> keys.add(nic.key()));
    return keys;
  }

  private List<Data> controllers() {
    var byKey = new LinkedHashMap<Integer, List<Vm.Disk>>();
    for (var disk : vm.disks()) {
      byKey.computeIfAbsent(disk.controller().key(disk.bus()), k -> new ArrayList<>()).add(disk);
    }
    var devices = new ArrayList<Data>();
    byKey.forEach((key, disks) -> devices.add(controller(key, disks)));
    return devices;
  }

  private static Data controller(int key, List<Vm.Disk> disks) {
    var kind = disks.getFirst().controller();
    int bus = disks.getFirst().bus();
    String label = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " controller " + bus;
    var data = device(kind.type(), key, label);
    if (kind != Controller.IDE) {
      data.put("controllerKey", PCI).put("unitNumber", 3 + bus);
    }
    data.put("busNumber", bus).put("device", keys(disks.stream().map(Vm.Disk::key).toList()));
    if (kind.scsi()) {
      data.put("hotAddRemove", true)
          .put("sharedBus", Value.choice("VirtualSCSISharing", "noSharing"))
          .put("scsiCtlrUnitNumber", 7);
    }
    return data;
  }

  private Data disk(Vm.Disk disk) {
    var frozen = snapshot == null ? null : snapshot.disk(disk.key());
    var links = frozen == null ? disk.links() : frozen.links();
    var backing = backing(disk, links, frozen == null ? null : frozen.changeId());
    return Data.derived("VirtualDisk")
        .put("key", disk.key())
        .put("deviceInfo", info("Hard disk " + (disk.key() - 1999), disk.capacity() / 1024 + " KB"))
        .put("backing", backing)
        .put("controllerKey", disk.controller().key(disk.bus()))
        .put("unitNumber", disk.unit())
        .put("capacityInKB", Value.number(disk.capacity() / 1024))
        .put("capacityInBytes", Value.number(disk.capacity()));
  }

  /** The last link, with those below it as its parents. */
  private static Data backing(Vm.Disk disk, List<String> links, @Nullable String changeId) {
    var below = links.subList(0, links.size() - 1);
    return Data.derived("VirtualDiskFlatVer2BackingInfo")
        .put("fileName", "[" + Datastore.NAME + "] " + links.getLast())
        .put("datastore", World.DATASTORE)
        .put("backingObjectId", "")
        .put("diskMode", disk.mode())
        .put("split", false)
        .put("writeThrough", false)
        .put("thinProvisioned", disk.thin())
        .put("uuid", disk.uuid())
        .put("contentId", disk.uuid().replace("-", ""))
        .put("changeId", changeId == null ? null : Value.text(changeId))
        .put("parent", below.isEmpty() ? null : backing(disk, below, null))
        .put("digestEnabled", false);
  }

  private static Data nic(Vm.Nic nic) {
    var backing =
        Data.derived("VirtualEthernetCardNetworkBackingInfo")
            .put("deviceName", nic.network())
            .put("useAutoDetect", false)
            .put("network", World.network(nic.network()));
    var connectable =
        Data.of("VirtualDeviceConnectInfo")
            .put("startConnected", true)
            .put("allowGuestControl", true)
            .put("connected", false)
            .put("status", "untried");
    return Data.derived(nic.type())
        .put("key", nic.key())
        .put("deviceInfo", info("Network adapter " + (nic.key() - 3999), nic.network()))
        .put("backing", backing)
        .put("connectable", connectable)
        .put("controllerKey", PCI)
        .put("unitNumber", nic.key() - 4000 + 7)
        .put("addressType", "assigned")
        .put("macAddress", nic.mac())
        .put("wakeOnLanEnabled", true);
  }

  private static Data device(String type, int key, String label) {
    return Data.derived(type).put("key", key).put("deviceInfo", info(label, label));
  }

  private static Data info(String label, String summary) {
    return Data.of("Description").put("label", label).put("summary", summary);
  }

  private static Many keys(List<Integer> keys) {
    return new Many("int", keys.stream().map(Value::integer).toList());
  }
}
