package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Controller;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.hypervisor.PlatformException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which bus and place each disk of a source machine gets, so that the guest finds a controller it
 * has a driver for at its first boot. A Proxmox VE machine has one kind of SCSI controller only.
 *
 * @param scsi the kind of SCSI controller ({@code scsihw}), or empty when no disk is on SCSI
 * @param slots disk key → a drive name like {@code sata1}, in the order of the source's disks
 */
record DiskLayout(String scsi, Map<String, String> slots) {
  private static final String SPARE_SCSI = "pvscsi";

  private enum Bus {
    IDE(4),
    SATA(6),
    SCSI(31);

    private final int places;

    Bus(int places) {
      this.places = places;
    }
  }

  static DiskLayout of(Machine source) {
    var guest = GuestFamily.of(source.guestOs());
    var scsi =
        source.disks().stream()
            .filter(d -> bus(d.controller(), source, guest) == Bus.SCSI)
            .findFirst()
            .map(d -> scsiKind(d.controller()))
            .orElse("");
    var used = new EnumMap<Bus, Integer>(Bus.class);
    var slots = new LinkedHashMap<String, String>();
    for (var disk : source.disks()) {
      var bus = withRoom(bus(disk.controller(), source, guest), used, disk);
      int place = used.merge(bus, 1, Integer::sum) - 1;
      slots.put(disk.key(), bus.name().toLowerCase(Locale.ROOT) + place);
    }
    return new DiskLayout(scsi.isEmpty() && used.containsKey(Bus.SCSI) ? SPARE_SCSI : scsi, slots);
  }

  String slot(Machine.Disk disk) {
    var slot = slots.get(disk.key());
    if (slot == null) {
      throw new IllegalArgumentException("disk " + disk.key() + " is not one of this machine");
    }
    return slot;
  }

  /** The boot order over those slots that are taken, in the source's order. */
  String bootOrder(Set<String> taken) {
    return "order="
        + slots.values().stream().filter(taken::contains).collect(Collectors.joining(";"));
  }

  /**
   * OVMF has a driver for pvscsi, but none for LSI or MegaRAID, and its machine (q35) has no IDE;
   * Windows has no driver that starts at boot for what QEMU calls LSI and MegaRAID.
   */
  private static Bus bus(Controller controller, Machine source, GuestFamily guest) {
    return switch (controller) {
      case PVSCSI -> Bus.SCSI;
      case IDE -> source.firmware() == Firmware.EFI ? Bus.SATA : Bus.IDE;
      case LSI_LOGIC, LSI_SAS ->
          source.firmware() == Firmware.EFI || guest.windows() ? plain(guest) : Bus.SCSI;
      case SATA, NVME, BUS_LOGIC, OTHER -> plain(guest);
    };
  }

  private static Bus plain(GuestFamily guest) {
    return guest.ancientWindows() ? Bus.IDE : Bus.SATA;
  }

  static String scsiKind(Controller controller) {
    return switch (controller) {
      case PVSCSI -> "pvscsi";
      case LSI_LOGIC -> "lsi";
      case LSI_SAS -> "megasas";
      case BUS_LOGIC, SATA, IDE, NVME, OTHER -> SPARE_SCSI;
    };
  }

  private static Bus withRoom(Bus wanted, Map<Bus, Integer> used, Machine.Disk disk) {
    return List.of(Bus.values()).stream()
        .filter(bus -> bus.compareTo(wanted) >= 0 && used.getOrDefault(bus, 0) < bus.places)
        .findFirst()
        .orElseThrow(
            () ->
                new PlatformException(
                    Failure.of(
                            ErrorCode.UNSUPPORTED,
                            "The machine has more disks than a Proxmox VE machine can take",
                            "Move some disks into another machine first.")
                        .with("disk", disk.label())));
  }
}
