package io.vmto.sandbox.pve;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The named formats of the API that are checked here; the others take any text. */
final class Formats {
  private record Format(Pattern pattern, String complaint) {}

  private static final String LABEL = "[a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?";
  private static final String VOLUME = "[a-zA-Z][a-zA-Z0-9\\-_.]*[a-zA-Z0-9]:\\S+";

  private static final Map<String, Format> FORMATS =
      Map.ofEntries(
          format("pve-node", LABEL, "value does not look like a valid node name"),
          format("pve-vmid", "[1-9][0-9]{2,8}", "value does not look like a valid VM ID"),
          format(
              "dns-name",
              LABEL + "(\\." + LABEL + ")*",
              "value does not look like a valid DNS name"),
          format(
              "mac-addr",
              "[0-9a-fA-F][02468aceACE](:[0-9a-fA-F]{2}){5}",
              "value does not look like a valid unicast MAC address"),
          format(
              "disk-size", "\\d+(\\.\\d+)?[KMGT]?", "value does not look like a valid disk size"),
          format("pve-bridge-id", "[-_.\\w]{1,15}", "value does not look like a valid bridge name"),
          format("pve-configid", "[a-zA-Z][a-zA-Z0-9_-]+", "invalid configuration ID"),
          format(
              "pve-storage-id",
              "[a-zA-Z][a-zA-Z0-9\\-_.]*[a-zA-Z0-9]",
              "storage ID contains illegal characters"),
          format("pve-poolid", "[A-Za-z0-9.\\-_]+(/[A-Za-z0-9.\\-_]+){0,2}", "invalid pool ID"),
          format("pve-volume-id", VOLUME, "unable to parse volume ID"),
          format(
              "pve-volume-id-or-qm-path",
              "none|cdrom|/.+|[a-zA-Z][a-zA-Z0-9\\-_.]*[a-zA-Z0-9]:\\S+",
              "unable to parse volume ID"),
          format(
              "pve-volume-id-or-absolute-path",
              "/.+|" + VOLUME,
              "not a volume ID or absolute path"),
          format(
              "pve-qm-boot", "(legacy=)?[acdn]{1,4}|order=(\\w+(;\\w+)*)?|", "invalid boot order"),
          format("pve-qm-smbios1", "(\\w+=[^,]*)(,\\w+=[^,]*)*", "invalid smbios1 options"));

  private Formats() {}

  private static Map.Entry<String, Format> format(String name, String regex, String complaint) {
    return Map.entry(name, new Format(Pattern.compile(regex), complaint));
  }

  /** What is wrong with the text, or null. */
  static @Nullable String complaint(String name, String text) {
    var format = FORMATS.get(name);
    return format == null || format.pattern().matcher(text).matches() ? null : format.complaint();
  }
}
