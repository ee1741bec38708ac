package io.vmto.sandbox.pve;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The QEMU command line of a VM, without KVM: the same controllers, cards, firmware, serial port
 * and boot order as its configuration says; cards see a network that leads nowhere.
 */
final class QemuCommand {
  private static final long MEMORY_CAP = 512;

  private final Guest guest;
  private final Drives drives;
  private final Storages storages;
  private final Path sockets;
  private final List<String> command = new ArrayList<>();
  private final List<String> bootOrder;

  private QemuCommand(Guest guest, Drives drives, Storages storages, Path sockets) {
    this.guest = guest;
    this.drives = drives;
    this.storages = storages;
    this.sockets = sockets;
    String order = guest.value("boot").orElse("").replaceFirst("^order=", "");
    bootOrder = Arrays.asList(order.split(";", -1));
  }

  /** Begins paused, so that links can be taken down before the guest sees its cards. */
  static List<String> of(Guest guest, Drives drives, Storages storages, Path sockets) {
    var line = new QemuCommand(guest, drives, storages, sockets);
    line.base();
    line.firmware();
    line.serial();
    line.disks();
    line.cards();
    return List.copyOf(line.command);
  }

  private void add(String... words) {
    command.addAll(List.of(words));
  }

  private void base() {
    boolean q35 = guest.value("machine").orElse("pc").contains("q35");
    long memory = Math.min(MEMORY_CAP, GuestSettings.memory(guest) >> 20);
    int processors = Math.clamp(GuestSettings.processors(guest), 1, 2);
    add("qemu-system-x86_64", "-name", "vm-" + guest.id(), "-S", "-nodefaults", "-no-user-config");
    add("-machine", q35 ? "q35" : "pc", "-accel", "tcg", "-cpu", "max");
    add("-m", Long.toString(memory), "-smp", Integer.toString(processors));
    add(
        "-display",
        "none",
        "-vga",
        guest.value("vga").orElse("std").startsWith("serial") ? "none" : "std");
    add("-qmp", "unix:" + sockets.resolve("qmp") + ",server=on,wait=off");
    guest
        .value("smbios1")
        .map(text -> text.replaceFirst("^.*uuid=([0-9a-fA-F-]{36}).*$", "$1"))
        .filter(uuid -> uuid.matches("[0-9a-fA-F-]{36}"))
        .ifPresent(uuid -> add("-uuid", uuid));
    if (GuestSettings.hasAgent(guest)) {
      add("-chardev", "socket,id=qga0,server=on,wait=off,path=" + sockets.resolve("qga"));
      add("-device", "virtio-serial-pci,id=qga0bus");
      add("-device", "virtserialport,bus=qga0bus.0,chardev=qga0,name=org.qemu.guest_agent.0");
    }
  }

  private void firmware() {
    if (!guest.value("bios").orElse("seabios").equals("ovmf")) {
      return;
    }
    var code =
        Firmware.code()
            .orElseThrow(
                () ->
                    PveError.fault(
                        "EFI base image '/usr/share/pve-edk2-firmware//OVMF_CODE_4M.fd' not found"));
    add("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + code);
    guest
        .value("efidisk0")
        .flatMap(text -> drives.volumeOf("efidisk0", text))
        .map(storages::volume)
        .ifPresent(
            volume ->
                add(
                    "-drive",
                    "if=pflash,unit=1,format="
                        + volume.format()
                        + ",file="
                        + escaped(volume.path())));
  }

  private void serial() {
    for (int i = 0; i < 4; i++) {
      if (guest.value("serial" + i).filter("socket"::equals).isPresent()) {
        String path = sockets.resolve("serial" + i).toString();
        add("-chardev", "socket,id=serial" + i + ",server=on,wait=off,path=" + path);
        add("-device", "isa-serial,chardev=serial" + i);
      }
    }
  }

  private void disks() {
    var keys = new TreeSet<String>();
    guest.config().keySet().stream()
        .filter(key -> key.matches("(ide|sata|scsi|virtio)\\d+"))
        .forEach(keys::add);
    if (keys.stream().anyMatch(key -> key.startsWith("scsi"))) {
      add("-device", scsiController() + ",id=scsihw0");
    }
    if (keys.stream().anyMatch(key -> key.startsWith("sata"))) {
      add("-device", "ich9-ahci,id=ahci0");
    }
    keys.forEach(this::disk);
  }

  private String scsiController() {
    return switch (guest.value("scsihw").orElse("lsi")) {
      case "lsi53c810" -> "lsi53c810";
      case "virtio-scsi-pci", "virtio-scsi-single" -> "virtio-scsi-pci";
      case "megasas" -> "megasas";
      case "pvscsi" -> "pvscsi";
      default -> "lsi53c895a";
    };
  }

  private void disk(String key) {
    var values = drives.parse(key, guest.config().getOrDefault(key, ""));
    String file = values.getOrDefault("file", "none");
    boolean cdrom = "cdrom".equals(values.get("media"));
    if (file.equals("none") || file.equals("cdrom")) {
      return;
    }
    var volume = storages.volume(file);
    if (!volume.exists()) {
      throw PveError.fault("volume '" + file + "' does not exist");
    }
    String readOnly = cdrom || Validator.isTrue(values.get("ro")) ? ",readonly=on" : "";
    add(
        "-drive",
        "if=none,id=drive-"
            + key
            + ",format="
            + volume.format()
            + readOnly
            + ",file="
            + escaped(volume.path()));
    add("-device", device(key, cdrom) + ",drive=drive-" + key + bootIndex(key));
  }

  private static String device(String key, boolean cdrom) {
    int number = Integer.parseInt(key.replaceAll("\\D", ""));
    String kind = cdrom ? "-cd" : "-hd";
    return switch (key.replaceAll("\\d", "")) {
      case "scsi" -> "scsi" + kind + ",bus=scsihw0.0,scsi-id=" + number % 7;
      case "sata" -> "ide" + kind + ",bus=ahci0." + number;
      case "ide" -> "ide" + kind + ",bus=ide." + number / 2 + ",unit=" + number % 2;
      default -> "virtio-blk-pci";
    };
  }

  private String bootIndex(String key) {
    int place = bootOrder.indexOf(key);
    return place < 0 ? "" : ",bootindex=" + (100 + place);
  }

  private void cards() {
    for (var card : cards(guest, drives).entrySet()) {
      var values = card.getValue();
      String model =
          switch (values.getOrDefault("model", "virtio")) {
            case "virtio" -> "virtio-net-pci";
            case "e1000", "e1000e", "vmxnet3", "rtl8139", "pcnet", "i82551", "ne2k_pci" ->
                values.getOrDefault("model", "");
            default -> "e1000";
          };
      add("-netdev", "user,restrict=on,id=" + card.getKey());
      // No option ROM: nothing boots from a network that leads nowhere.
      add(
          "-device",
          model
              + ",romfile=,id=dev-"
              + card.getKey()
              + ",netdev="
              + card.getKey()
              + ",mac="
              + values.getOrDefault("macaddr", "BC:24:11:00:00:01"));
    }
  }

  /** The cards of a VM: key → model, MAC, flags. */
  static Map<String, Map<String, String>> cards(Guest guest, Drives drives) {
    var cards = new TreeMap<String, Map<String, String>>();
    guest
        .config()
        .forEach(
            (key, value) -> {
              if (key.matches("net\\d+")) {
                cards.put(key, drives.parse(key, value));
              }
            });
    return cards;
  }

  private static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }
}
