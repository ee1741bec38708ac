package io.vmto.sandbox.pve;

import java.util.ArrayList;
import java.util.Set;

/** Which privilege each option of a configuration needs, and what only root itself may set. */
final class ConfigRights {
  private static final Set<String> MEMORY = Set.of("memory", "balloon", "shares", "hugepages");
  private static final Set<String> PROCESSOR =
      Set.of("cpu", "cores", "sockets", "cpulimit", "cpuunits", "numa", "smp", "vcpus", "affinity");
  private static final Set<String> HARDWARE =
      Set.of(
          "acpi",
          "scsihw",
          "vga",
          "audio0",
          "tablet",
          "rng0",
          "watchdog",
          "machine",
          "smbios1",
          "vmgenid",
          "arch",
          "args",
          "kvm",
          "ivshmem",
          "bios");
  private static final Set<String> ROOT_ONLY = Set.of("args", "lock", "skiplock", "affinity");
  private static final Set<String> NO_OPTION =
      Set.of("digest", "force", "background_delay", "revert");

  private final Parts parts;

  ConfigRights(Parts parts) {
    this.parts = parts;
  }

  /** Throws the 403 for the first option the caller may not set there. */
  void check(Ask ask, String place) {
    var keys = new ArrayList<>(ask.params().keySet());
    keys.addAll(Change.listed(ask.params(), "delete"));
    keys.remove("delete");
    for (String key : keys) {
      if (!Creation.NOT_CONFIG.contains(key) && !NO_OPTION.contains(key)) {
        parts.access().demand(ask.caller(), place, privilege(key));
      }
    }
    checkRootOnly(ask);
    checkBridges(ask);
  }

  private static String privilege(String key) {
    if (Drives.KEY.matcher(key).matches() || key.startsWith("unused")) {
      return "VM.Config.Disk";
    }
    if (key.matches("net\\d+")) {
      return "VM.Config.Network";
    }
    if (MEMORY.contains(key)) {
      return "VM.Config.Memory";
    }
    if (PROCESSOR.contains(key)) {
      return "VM.Config.CPU";
    }
    boolean hardware = HARDWARE.contains(key) || key.matches("(serial|usb|parallel|hostpci)\\d+");
    return hardware ? "VM.Config.HWType" : "VM.Config.Options";
  }

  void checkRootOnly(Ask ask) {
    for (String key : ask.params().keySet()) {
      if (ROOT_ONLY.contains(key) && !ask.caller().isRootItself()) {
        throw key.equals("skiplock")
            ? PveError.parameter(key, "Only root may use this option.")
            : PveError.fault("only root can set '" + key + "' config");
      }
    }
  }

  private void checkBridges(Ask ask) {
    ask.params()
        .forEach(
            (key, value) -> {
              if (key.matches("net\\d+")) {
                var card = parts.drives().parse(key, value);
                String bridge = card.getOrDefault("bridge", "");
                String tag = card.containsKey("tag") ? "/" + card.get("tag") : "";
                if (!bridge.isEmpty()) {
                  String zone = "/sdn/zones/localnetwork/" + bridge;
                  parts.access().demand(ask.caller(), zone + tag, "SDN.Use");
                }
              }
            });
  }

  void checkDrives(Ask ask, int vmid) {
    ask.params()
        .forEach(
            (key, value) -> {
              if (Drives.KEY.matcher(key).matches()) {
                parts.drives().check(ask.caller(), parts.access(), vmid, key, value);
              }
            });
  }
}
