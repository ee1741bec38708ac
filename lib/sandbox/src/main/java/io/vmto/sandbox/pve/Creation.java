package io.vmto.sandbox.pve;

import io.vmto.sandbox.pve.Storage.Volume;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes VMs: reserves the id, makes the disks one by one, and takes all back when one fails. */
final class Creation {
  /** Parameters of the call that are not part of the configuration. */
  static final Set<String> NOT_CONFIG =
      Set.of(
          "vmid",
          "node",
          "start",
          "pool",
          "storage",
          "archive",
          "force",
          "unique",
          "bwlimit",
          "live-restore",
          "import-working-storage",
          "ha-managed");

  private final Guests guests;
  private final Drives drives;
  private final Storages storages;
  private final GuestSettings values;
  private final Clock clock;

  Creation(Guests guests, Drives drives, Storages storages, GuestSettings values, Clock clock) {
    this.guests = guests;
    this.drives = drives;
    this.storages = storages;
    this.values = values;
    this.clock = clock;
  }

  /** Takes the id at once; what is left to do runs in the worker. */
  Tasks.Work begin(CallTable.Call call, int id, Map<String, String> params, @Nullable String pool) {
    guests.reserve(id, pool);
    return log -> finish(call, id, params, log);
  }

  private void finish(CallTable.Call call, int id, Map<String, String> params, TaskLog log)
      throws IOException, InterruptedException {
    var made = new ArrayList<Volume>();
    try {
      guests.locked(
          id,
          () -> {
            var config = new TreeMap<>(Map.of("lock", "create"));
            for (var entry : new TreeMap<>(params).entrySet()) {
              String key = entry.getKey();
              if (Drives.KEY.matcher(key).matches()) {
                config.put(key, drives.make(id, key, entry.getValue(), log, made::add));
                guests.save(guests.get(id).with(config));
              } else if (!NOT_CONFIG.contains(key)) {
                config.put(key, values.normal(call, key, entry.getValue()));
              }
            }
            GuestSettings.complete(config, clock, log);
            config.remove("lock");
            return guests.save(guests.get(id).with(config));
          });
    } catch (PveError e) {
      undo(id, made);
      throw PveError.fault("unable to create VM " + id + " - " + e.reason());
    }
  }

  private void undo(int id, List<Volume> made) throws IOException {
    for (var volume : made) {
      storages.free(volume);
    }
    guests.remove(id);
  }
}
