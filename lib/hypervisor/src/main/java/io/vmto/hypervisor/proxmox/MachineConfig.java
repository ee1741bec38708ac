package io.vmto.hypervisor.proxmox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A machine's configuration as it was read, with the digest that a change must carry so that it is
 * refused when somebody else changed the machine in between.
 */
record MachineConfig(String digest, Map<String, String> values) {
  private static final Pattern DRIVE = Pattern.compile("(?:ide|sata|scsi|virtio)\\d+");
  private static final Pattern VOLUME_HOLDER =
      Pattern.compile("(?:ide|sata|scsi|virtio|unused)\\d+|efidisk0|tpmstate0");
  private static final Pattern CARD = Pattern.compile("net\\d+");

  static MachineConfig of(JsonNode data) {
    var values = new LinkedHashMap<String, String>();
    for (var entry : data.properties()) {
      values.put(entry.getKey(), entry.getValue().asString(""));
    }
    var digest = values.remove("digest");
    return new MachineConfig(digest == null ? "" : digest, values);
  }

  String notes() {
    return values.getOrDefault("description", "");
  }

  /** The slots that carry a drive. */
  Set<String> drives() {
    return keys(DRIVE);
  }

  Set<String> cards() {
    return keys(CARD);
  }

  private Set<String> keys(Pattern pattern) {
    var keys = new TreeSet<String>();
    values.keySet().stream().filter(k -> pattern.matcher(k).matches()).forEach(keys::add);
    return keys;
  }

  /** The volume in a slot, or empty. */
  String volume(String slot) {
    var value = values.get(slot);
    return value == null ? "" : PropertyString.parse(value).volume();
  }

  /** Every volume that belongs to this machine by its name. */
  Set<VolumeId> ownVolumes(String machineId) {
    var own = new java.util.LinkedHashSet<VolumeId>();
    for (var slot : keys(VOLUME_HOLDER)) {
      VolumeId.of(volume(slot))
          .filter(v -> v.content().equals("images"))
          .filter(v -> v.owner().filter(machineId::equals).isPresent())
          .ifPresent(own::add);
    }
    return own;
  }

  /** A change of this very configuration. */
  Map<String, String> change() {
    var change = new LinkedHashMap<String, String>();
    if (!digest.isEmpty()) {
      change.put("digest", digest);
    }
    return change;
  }
}
