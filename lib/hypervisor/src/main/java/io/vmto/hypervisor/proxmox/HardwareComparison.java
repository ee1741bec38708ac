package io.vmto.hypervisor.proxmox;

import io.vmto.contract.machine.Hardware;
import io.vmto.contract.machine.Hardware.Kind;
import io.vmto.contract.machine.Hardware.Part;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.Nic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A source machine beside the settings that Proxmox VE will be given for it. Pure. */
public final class HardwareComparison {
  private final Machine source;
  private final Map<String, String> config;
  private final DiskLayout layout;

  private HardwareComparison(Machine source, Map<String, String> config) {
    this.source = source;
    this.config = config;
    this.layout = DiskLayout.of(source);
  }

  /**
   * @param networks source network name → target bridge, optionally {@code bridge:vlan}
   * @param storage where firmware variables go when the source boots by EFI
   */
  public static Hardware of(Machine source, Map<String, String> networks, String storage) {
    var config = HardwareMapping.hardware(source, networks, storage);
    return new HardwareComparison(source, config).compare();
  }

  private Hardware compare() {
    var parts = new ArrayList<Part>();
    parts.add(same(Kind.GUEST_SYSTEM, source.guestOs(), "ostype"));
    parts.add(same(Kind.PROCESSORS, Integer.toString(source.cpus()), "sockets", "cores", "cpu"));
    parts.add(same(Kind.MEMORY, source.memoryMiB() + " MiB", "memory"));
    parts.add(same(Kind.FIRMWARE, firmware(), "bios", "machine", "efidisk0"));
    if (source.tpm()) {
      parts.add(same(Kind.TPM, "TPM", "tpmstate0"));
    }
    source.disks().forEach(disk -> parts.add(disk(disk)));
    for (int i = 0; i < source.nics().size(); i++) {
      parts.add(card(source.nics().get(i), i));
    }
    if (config.containsKey("smbios1")) {
      parts.add(same(Kind.UUID, source.biosUuid(), "smbios1"));
    }
    return new Hardware(parts);
  }

  private String firmware() {
    if (source.firmware() == Firmware.BIOS) {
      return "BIOS";
    }
    return source.secureBoot() ? "UEFI, Secure Boot" : "UEFI";
  }

  private Part disk(Machine.Disk disk) {
    var slot = layout.slot(disk);
    var settings = slot.startsWith("scsi") ? List.of(slot, setting("scsihw")) : List.of(slot);
    var from = disk.controller() + " " + disk.bus() + ":" + disk.unit();
    boolean other =
        switch (disk.controller()) {
          case PVSCSI, LSI_LOGIC, LSI_SAS ->
              !slot.startsWith("scsi") || !DiskLayout.scsiKind(disk.controller()).equals(scsi());
          case SATA -> !slot.startsWith("sata");
          case IDE -> !slot.startsWith("ide");
          case NVME, BUS_LOGIC, OTHER -> true;
        };
    return new Part(Kind.DISK, disk.label(), from, String.join(", ", settings), other);
  }

  private String scsi() {
    return Objects.requireNonNullElse(config.get("scsihw"), "");
  }

  private Part card(Nic nic, int index) {
    var from =
        Stream.of(nic.model().name(), nic.mac(), nic.network())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    var other = nic.model() == Nic.Model.OTHER;
    return new Part(Kind.CARD, Integer.toString(index + 1), from, setting("net" + index), other);
  }

  private Part same(Kind kind, String from, String... keys) {
    var settings = Stream.of(keys).filter(config::containsKey).map(this::setting).toList();
    return new Part(kind, "", from, String.join(", ", settings), false);
  }

  private String setting(String key) {
    return key + ": " + config.get(key);
  }
}
