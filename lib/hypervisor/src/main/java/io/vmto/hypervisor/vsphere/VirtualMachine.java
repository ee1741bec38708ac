package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.DISK_NOT_EXPORTABLE;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Nic;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.vsphere.Inventory.Properties;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** A machine as the property collector describes it. */
record VirtualMachine(Moref ref, Machine machine, List<VirtualDisk> disks) {
  static final String[] PATHS = {
    "name",
    "parent",
    "runtime.powerState",
    "config.firmware",
    "config.bootOptions.efiSecureBootEnabled",
    "config.uuid",
    "config.guestId",
    "config.hardware.numCPU",
    "config.hardware.memoryMB",
    "config.hardware.device",
    "snapshot"
  };

  private static final Map<String, Nic.Model> MODELS =
      Map.of(
          "VirtualVmxnet3", Nic.Model.VMXNET3,
          "VirtualVmxnet3Vrdma", Nic.Model.VMXNET3,
          "VirtualE1000", Nic.Model.E1000,
          "VirtualE1000e", Nic.Model.E1000E);

  /**
   * @param networks the name of a network by the key a card's backing holds
   */
  static VirtualMachine of(
      Properties properties, Folders folders, Function<Node, String> networks) {
    var devices = properties.get("config.hardware.device").children();
    var byKey = new TreeMap<String, Node>();
    devices.forEach(device -> byKey.put(device.text("key"), device));
    var disks =
        devices.stream()
            .filter(device -> device.xsiType().equals("VirtualDisk"))
            .map(
                disk ->
                    VirtualDisk.of(disk, byKey.getOrDefault(disk.text("controllerKey"), Node.NONE)))
            .toList();
    var cards =
        devices.stream()
            .filter(device -> device.at("macAddress").present())
            .map(card -> nic(card, networks.apply(card.at("backing"))))
            .toList();
    var tpm = devices.stream().anyMatch(device -> device.xsiType().equals("VirtualTPM"));
    var machine =
        new Machine(
            properties.object().id(),
            plainName(properties.text("name")),
            folders.shown(properties.get("parent").ref()),
            power(properties),
            firmware(properties),
            properties.text("config.bootOptions.efiSecureBootEnabled").equals("true"),
            tpm,
            properties.get("config.hardware.numCPU").integer(0),
            properties.get("config.hardware.memoryMB").integer(0),
            properties.text("config.guestId"),
            uuid(properties.text("config.uuid")),
            snapshots(properties.get("snapshot").all("rootSnapshotList")),
            disks.stream().map(VirtualDisk::disk).toList(),
            cards);
    return new VirtualMachine(properties.object(), machine, disks);
  }

  /** Names come with three characters percent-encoded (vSphere API, ManagedEntity.name). */
  static String plainName(String name) {
    return name.replaceAll("(?i)%2f", "/").replaceAll("(?i)%5c", "\\\\").replace("%25", "%");
  }

  /** A machine whose hardware cannot be read is shown, but in a state nobody starts from. */
  private static Machine.PowerState power(Properties properties) {
    return properties.get("config.hardware.device").present()
        ? running(properties)
        : Machine.PowerState.UNKNOWN;
  }

  static Machine.PowerState running(Properties properties) {
    return switch (properties.text("runtime.powerState")) {
      case "poweredOn" -> Machine.PowerState.ON;
      case "poweredOff" -> Machine.PowerState.OFF;
      case "suspended" -> Machine.PowerState.SUSPENDED;
      default -> Machine.PowerState.UNKNOWN;
    };
  }

  private static Machine.Firmware firmware(Properties properties) {
    return properties.text("config.firmware").equals("efi")
        ? Machine.Firmware.EFI
        : Machine.Firmware.BIOS;
  }

  private static String uuid(String text) {
    try {
      return text.isEmpty() ? "" : UUID.fromString(text).toString();
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private static int snapshots(List<Node> trees) {
    return trees.stream().mapToInt(tree -> 1 + snapshots(tree.all("childSnapshotList"))).sum();
  }

  private static Nic nic(Node card, String network) {
    return new Nic(
        card.text("key"),
        MODELS.getOrDefault(card.xsiType(), Nic.Model.OTHER),
        card.text("macAddress").toLowerCase(Locale.ROOT),
        network);
  }

  VirtualDisk disk(String key) {
    return disks.stream()
        .filter(disk -> disk.disk().key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new PlatformException(
                    DISK_NOT_EXPORTABLE,
                    "Machine " + machine.name() + " has no disk " + key,
                    "Read the machine again; its disks were changed."));
  }

  /** The disks an export contains. */
  List<VirtualDisk> exportable() {
    return disks.stream().filter(disk -> disk.disk().exportable()).toList();
  }
}
