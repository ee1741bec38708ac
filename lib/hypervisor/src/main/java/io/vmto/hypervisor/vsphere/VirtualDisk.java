package io.vmto.hypervisor.vsphere;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Disk.Content;
import java.util.Map;
import java.util.Set;

/**
 * A virtual disk in vSphere's own words, beside the ones both platforms share.
 *
 * @param controllerType e.g. {@code ParaVirtualSCSIController}
 * @param chained whether the disk stands on a parent, so that its file holds changes only
 * @param changeId of a snapshot's disk whose changes are noted; empty otherwise
 */
record VirtualDisk(
    Machine.Disk disk, String controllerType, Moref datastore, boolean chained, String changeId) {
  private static final Map<String, Machine.Controller> CONTROLLERS =
      Map.of(
          "ParaVirtualSCSIController", Machine.Controller.PVSCSI,
          "VirtualLsiLogicController", Machine.Controller.LSI_LOGIC,
          "VirtualLsiLogicSASController", Machine.Controller.LSI_SAS,
          "VirtualBusLogicController", Machine.Controller.BUS_LOGIC,
          "VirtualAHCIController", Machine.Controller.SATA,
          "VirtualIDEController", Machine.Controller.IDE,
          "VirtualNVMEController", Machine.Controller.NVME);

  /** Backings whose content is a file of the host's own; an RDM's is a LUN and stays behind. */
  private static final Set<String> FILES =
      Set.of(
          "VirtualDiskFlatVer1BackingInfo",
          "VirtualDiskFlatVer2BackingInfo",
          "VirtualDiskSparseVer1BackingInfo",
          "VirtualDiskSparseVer2BackingInfo",
          "VirtualDiskSeSparseBackingInfo");

  private static final Set<String> FLAT =
      Set.of("VirtualDiskFlatVer1BackingInfo", "VirtualDiskFlatVer2BackingInfo");

  static VirtualDisk of(Node device, Node controller) {
    var backing = device.at("backing");
    var type = controller.xsiType();
    var bytes = device.number("capacityInBytes", 0);
    var chained = backing.at("parent").present();
    var disk =
        new Machine.Disk(
            device.text("key"),
            device.text("deviceInfo", "label"),
            bytes > 0 ? bytes : Math.multiplyExact(device.number("capacityInKB", 0), 1024),
            CONTROLLERS.getOrDefault(type, Machine.Controller.OTHER),
            controller.integer("busNumber", 0),
            device.integer("unitNumber", 0),
            backing.text("fileName"),
            backing.yes("thinProvisioned") || backing.xsiType().contains("Sparse"),
            exportable(backing),
            content(backing, chained));
    return new VirtualDisk(
        disk, type, backing.at("datastore").ref(), chained, backing.text("changeId"));
  }

  private static Content content(Node backing, boolean chained) {
    return FLAT.contains(backing.xsiType()) && !chained ? Content.FLAT : Content.OTHER;
  }

  private static boolean exportable(Node backing) {
    return FILES.contains(backing.xsiType()) && !backing.text("diskMode").startsWith("independent");
  }

  /** How a lease names the disk, after the machine: {@code ParaVirtualSCSIController0:1}. */
  String leaseName() {
    return controllerType + disk.bus() + ":" + disk.unit();
  }
}
