package io.vmto.hypervisor.proxmox;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.Machine.Firmware;
import io.vmto.contract.machine.Machine.Nic;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.Draft;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * From a source machine to the configuration of a Proxmox VE machine without disks. Pure. The first
 * boot keeps what the guest has drivers for; nothing is modernised.
 */
final class HardwareMapping {
  /** Has AES and SSE4.2, runs on every host of the last fifteen years, and live-migrates. */
  private static final String CPU = "x86-64-v2-AES";

  private static final int SMALLEST_MEMORY = 16;
  private static final int MOST_CARDS = 32;
  private static final int LONGEST_LABEL = 63;
  private static final Pattern MAC = Pattern.compile("[0-9A-F][02468ACE](:[0-9A-F]{2}){5}");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern BRIDGE =
      Pattern.compile("(?<bridge>[A-Za-z][A-Za-z0-9_.-]{0,30})(?::(?<vlan>\\d{1,4}))?");
  private static final int LAST_VLAN = 4094;

  private HardwareMapping() {}

  /** The parameters of the create call, without {@code vmid} and {@code pool}. */
  static Map<String, String> config(Draft draft) {
    var config = new LinkedHashMap<String, String>();
    config.put("name", dnsName(draft.name(), draft.machine().id()));
    config.putAll(hardware(draft.source(), draft.networks(), draft.storage()));
    config.put("serial0", "socket");
    config.put("onboot", "0");
    config.put("protection", "1");
    config.put("description", MarkerNote.write(draft.marker()));
    return config;
  }

  /** Those of them that a guest finds, the kind of its SCSI controller among them. */
  static Map<String, String> hardware(
      Machine source, Map<String, String> networks, String storage) {
    var config = new LinkedHashMap<String, String>();
    config.put("ostype", GuestFamily.of(source.guestOs()).osType());
    config.put("sockets", "1");
    config.put("cores", Integer.toString(Math.max(1, source.cpus())));
    config.put("cpu", CPU);
    config.put("memory", Integer.toString(Math.max(SMALLEST_MEMORY, source.memoryMiB())));
    firmware(config, source, storage);
    var scsi = DiskLayout.of(source).scsi();
    if (!scsi.isEmpty()) {
      config.put("scsihw", scsi);
    }
    for (int i = 0; i < cards(source); i++) {
      config.put("net" + i, card(source.nics().get(i), networks));
    }
    identity(config, source);
    return config;
  }

  private static void firmware(Map<String, String> config, Machine source, String storage) {
    if (source.firmware() == Firmware.EFI) {
      config.put("bios", "ovmf");
      config.put("machine", "q35");
      config.put(
          "efidisk0", storage + ":1,efitype=4m,pre-enrolled-keys=" + (source.secureBoot() ? 1 : 0));
    } else {
      config.put("bios", "seabios");
    }
    if (source.tpm()) {
      config.put("tpmstate0", storage + ":1,version=v2.0");
    }
  }

  private static void identity(Map<String, String> config, Machine source) {
    var uuid = source.biosUuid().toLowerCase(Locale.ROOT);
    if (UUID.matcher(uuid).matches()) {
      config.put("smbios1", "uuid=" + uuid);
    }
  }

  private static int cards(Machine source) {
    if (source.nics().size() > MOST_CARDS) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "The machine has more network cards than a Proxmox VE machine can take",
          "Remove some of its " + source.nics().size() + " network cards.");
    }
    return source.nics().size();
  }

  private static String card(Nic nic, Map<String, String> networks) {
    var target = networks.get(nic.network());
    if (target == null) {
      throw network(
          nic,
          "Network \"" + nic.network() + "\" has no bridge",
          "Map it to a bridge of the node.");
    }
    var m = BRIDGE.matcher(target);
    var vlan = m.matches() && m.group("vlan") != null ? Integer.parseInt(m.group("vlan")) : 1;
    if (!m.matches() || vlan < 1 || vlan > LAST_VLAN) {
      throw network(
          nic,
          "\"" + target + "\" is not a bridge",
          "Write the bridge's name, or bridge:vlan with a VLAN from 1 to 4094.");
    }
    var card = new LinkedHashMap<String, String>();
    var mac = nic.mac().toUpperCase(Locale.ROOT);
    card.put(MAC.matcher(mac).matches() ? model(nic.model()) : "model", mac(nic, mac));
    card.put("bridge", m.group("bridge"));
    if (m.group("vlan") != null) {
      card.put("tag", Integer.toString(vlan));
    }
    card.put("link_down", "1");
    return new PropertyString("", card).toString();
  }

  /** An unset address is given by Proxmox VE; one that is set must be kept, so it must be one. */
  private static String mac(Nic nic, String mac) {
    if (mac.isEmpty()) {
      return model(nic.model());
    }
    if (!MAC.matcher(mac).matches()) {
      throw network(
          nic, "\"" + nic.mac() + "\" is not a card's address", "Correct it at the source.");
    }
    return mac;
  }

  private static String model(Nic.Model model) {
    return switch (model) {
      case VMXNET3 -> "vmxnet3";
      case E1000, OTHER -> "e1000";
      case E1000E -> "e1000e";
      case VIRTIO -> "virtio";
    };
  }

  private static PlatformException network(Nic nic, String message, String remedy) {
    return new PlatformException(
        Failure.of(ErrorCode.REQUEST_INVALID, message, remedy)
            .with("network", nic.network())
            .with("card", nic.key()));
  }

  /** The nearest DNS name (RFC 1123): that is all Proxmox VE takes as a machine's name. */
  static String dnsName(String name, String id) {
    var ascii = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
    var labels = new java.util.ArrayList<String>();
    for (var label : ascii.replaceAll("[^A-Za-z0-9.]+", "-").split("\\.+", -1)) {
      var cut = label.substring(0, Math.min(label.length(), LONGEST_LABEL));
      var clean = cut.replaceAll("^-+|-+$", "");
      if (!clean.isEmpty()) {
        labels.add(clean);
      }
    }
    while (String.join(".", labels).length() > 4 * LONGEST_LABEL) {
      labels.removeLast();
    }
    return labels.isEmpty() ? "vm-" + id : String.join(".", labels);
  }
}
