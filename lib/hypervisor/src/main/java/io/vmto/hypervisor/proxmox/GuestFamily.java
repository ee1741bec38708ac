package io.vmto.hypervisor.proxmox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Pattern;

/**
 * The kind of guest that Proxmox VE is told of, from a vSphere guest id. Ids are those of the
 * vSphere API's {@code VirtualMachineGuestOsIdentifier}.
 */
record GuestFamily(String osType) {

  /** The first prefix that fits decides: longer ones stand before their shorter relatives. */
  private static final List<Entry<String, String>> PREFIXES =
      List.of(
          Map.entry("windows2019srvnext", "win11"),
          Map.entry("windows2022srv", "win11"),
          Map.entry("windows11", "win11"),
          Map.entry("windows12", "win11"),
          Map.entry("windows2019srv", "win10"),
          Map.entry("windows9", "win10"),
          Map.entry("windowshyperv", "win10"),
          Map.entry("windows8", "win8"),
          Map.entry("windows7", "win7"),
          Map.entry("winlonghorn", "w2k8"),
          Map.entry("winvista", "wvista"),
          Map.entry("winnet", "w2k3"),
          Map.entry("winxp", "wxp"),
          Map.entry("win2000", "w2k"),
          Map.entry("other24xlinux", "l24"),
          Map.entry("rhel2", "l24"),
          Map.entry("rhel3", "l24"),
          Map.entry("redhat", "l24"),
          Map.entry("solaris", "solaris"));

  private static final Pattern LINUX =
      Pattern.compile(
          "linux|debian|ubuntu|rhel|centos|sles|suse|fedora|asianux|mandr|turbo|coreos|photon"
              + "|crx|flatcar|genericlinux");

  static GuestFamily of(String guestId) {
    var id = guestId.toLowerCase(Locale.ROOT);
    for (var prefix : PREFIXES) {
      if (id.startsWith(prefix.getKey())) {
        return new GuestFamily(prefix.getValue());
      }
    }
    return new GuestFamily(LINUX.matcher(id).find() ? "l26" : "other");
  }

  boolean windows() {
    return osType.startsWith("w");
  }

  /** Windows from before Vista: it has no driver for SATA, only for IDE. */
  boolean ancientWindows() {
    return osType.equals("wxp") || osType.equals("w2k") || osType.equals("w2k3");
  }
}
