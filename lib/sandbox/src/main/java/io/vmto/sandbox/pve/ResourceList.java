package io.vmto.sandbox.pve;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The cluster's list of everything. Which VMs there are is always true; what is said about them is
 * as old as the last broadcast, and a VM younger than that has status unknown.
 */
final class ResourceList {
  private final PveSettings settings;
  private final Parts parts;
  private Map<Integer, Map<String, Object>> broadcast = Map.of();
  private Instant heard = Instant.EPOCH;

  ResourceList(PveSettings settings, Parts parts) {
    this.settings = settings;
    this.parts = parts;
  }

  List<Map<String, Object>> list(Ask ask) throws IOException {
    String type = ask.find("type").orElse("");
    var all = new ArrayList<Map<String, Object>>();
    if (type.isEmpty() || type.equals("vm")) {
      all.addAll(machines(ask));
    }
    if (type.isEmpty() || type.equals("node")) {
      all.add(row("node/" + settings.node(), "node", Map.of("status", "online", "maxcpu", 4)));
    }
    if (type.isEmpty() || type.equals("storage")) {
      for (var storage : parts.storages().all()) {
        if (parts.access().may(ask.caller(), "/storage/" + storage.name(), "Datastore.Audit")) {
          all.add(storageRow(storage));
        }
      }
    }
    return all;
  }

  private Map<String, Object> storageRow(Storage storage) {
    boolean online = storage.kind() != Storage.Kind.OFFLINE;
    return row(
        "storage/" + settings.node() + "/" + storage.name(),
        "storage",
        Map.of(
            "storage", storage.name(),
            "plugintype", storage.type(),
            "content", String.join(",", storage.content()),
            "shared", storage.shared() ? 1 : 0,
            "status", online ? "available" : "unknown"));
  }

  private synchronized List<Map<String, Object>> machines(Ask ask) throws IOException {
    var now = Instant.now();
    if (!heard.plus(settings.resourceLag()).isAfter(now)) {
      heard = now;
      broadcast = new LinkedHashMap<>();
      for (var guest : parts.guests().all()) {
        broadcast.put(guest.id(), parts.status().brief(guest));
      }
    }
    var rows = new ArrayList<Map<String, Object>>();
    for (var guest : parts.guests().all()) {
      if (parts.access().may(ask.caller(), "/vms/" + guest.id(), "VM.Audit")) {
        var row = row("qemu/" + guest.id(), "qemu", Map.of("vmid", guest.id()));
        row.putAll(broadcast.getOrDefault(guest.id(), Map.of("status", "unknown")));
        guest.lock().ifPresent(lock -> row.put("lock", lock));
        rows.add(row);
      }
    }
    return rows;
  }

  private Map<String, Object> row(String id, String type, Map<String, Object> facts) {
    var row = new LinkedHashMap<String, Object>();
    row.put("id", id);
    row.put("type", type);
    row.put("node", settings.node());
    row.putAll(facts);
    return row;
  }
}
