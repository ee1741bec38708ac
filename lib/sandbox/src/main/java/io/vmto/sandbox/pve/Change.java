package io.vmto.sandbox.pve;

import io.vmto.sandbox.pve.PveFaults.Point;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Changes configurations: disks made, attached and taken off, the rest set or deleted. */
final class Change {
  private static final Set<String> NOT_CONFIG =
      Set.of(
          "vmid",
          "node",
          "delete",
          "digest",
          "revert",
          "force",
          "skiplock",
          "background_delay",
          "import-working-storage");
  private static final Set<String> LIVE =
      Set.of("description", "name", "onboot", "protection", "tags", "startup", "hotplug", "lock");

  private final Guests guests;
  private final Drives drives;
  private final Storages storages;
  private final GuestSettings values;
  private final Machines machines;
  private final PveFaults faults;

  Change(
      Guests guests,
      Drives drives,
      Storages storages,
      GuestSettings values,
      Machines machines,
      PveFaults faults) {
    this.guests = guests;
    this.drives = drives;
    this.storages = storages;
    this.values = values;
    this.machines = machines;
    this.faults = faults;
  }

  static List<String> listed(Map<String, String> params, String key) {
    String text = params.getOrDefault(key, "").strip();
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("[,;\\s]+", -1));
  }

  /** The line a change leaves in its log. */
  static String line(int id, Map<String, String> params) {
    var text = new StringBuilder("update VM " + id + ":");
    params.forEach(
        (key, value) -> {
          if (!key.equals("vmid") && !key.equals("node") && !key.equals("digest")) {
            text.append(" -").append(key).append(' ').append(value);
          }
        });
    return text.toString();
  }

  void apply(CallTable.Call call, int id, Map<String, String> params, TaskLog log)
      throws IOException, InterruptedException {
    guests.locked(id, () -> applyLocked(call, id, params, log));
  }

  private Guest applyLocked(CallTable.Call call, int id, Map<String, String> params, TaskLog log)
      throws IOException, InterruptedException {
    var guest = guests.get(id);
    checkDigest(guest, params);
    checkLock(guest);
    var config = new TreeMap<>(guest.config());
    var waiting = new TreeMap<>(guest.pending());
    boolean running = machines.isRunning(id);
    for (String key : listed(params, "delete")) {
      delete(guest, key, config, running ? waiting : null);
    }
    for (var entry : new TreeMap<>(params).entrySet()) {
      String key = entry.getKey();
      if (NOT_CONFIG.contains(key)) {
        continue;
      }
      if (Drives.KEY.matcher(key).matches()) {
        release(guest, key, config);
        config.put(key, drives.make(id, key, entry.getValue(), log, volume -> {}));
      } else {
        set(id, key, values.normal(call, key, entry.getValue()), config, waiting, running);
      }
    }
    var saved = guests.save(guest.with(config).waiting(waiting));
    flipAttached(saved);
    return saved;
  }

  private void set(
      int id,
      String key,
      String value,
      SortedMap<String, String> config,
      SortedMap<String, String> waiting,
      boolean running)
      throws IOException {
    boolean live = LIVE.contains(key) || key.startsWith("net");
    if (running && !live) {
      waiting.put(key, value);
      return;
    }
    if (running && key.startsWith("net")) {
      machines.setLink(id, key, !value.contains("link_down=1"));
    }
    config.put(key, value);
  }

  private static void checkDigest(Guest guest, Map<String, String> params) {
    String digest = params.get("digest");
    if (digest != null && !digest.equals(guest.digest())) {
      throw PveError.fault(
          "detected modified configuration - file changed by other user? Try again.");
    }
  }

  static void checkLock(Guest guest) {
    if (guest.lock().isPresent()) {
      throw PveError.fault("VM is locked (" + guest.lock().get() + ")");
    }
  }

  private void delete(
      Guest guest,
      String key,
      SortedMap<String, String> config,
      @org.jspecify.annotations.Nullable SortedMap<String, String> waiting)
      throws IOException {
    if (Drives.KEY.matcher(key).matches()) {
      release(guest, key, config);
    } else if (key.startsWith("unused")) {
      String volume = config.remove(key);
      if (volume != null) {
        storages.free(storages.volume(volume));
      }
    } else if (waiting == null || LIVE.contains(key)) {
      config.remove(key);
    } else if (config.containsKey(key)) {
      waiting.put(key, "");
    }
  }

  /** Takes a disk off; its volume stays, as unused. */
  private void release(Guest guest, String key, SortedMap<String, String> config) {
    String old = config.get(key);
    Optional<String> volume = old == null ? Optional.empty() : drives.volumeOf(key, old);
    if (volume.isPresent()) {
      if (guest.is("protection")) {
        throw PveError.fault("can't unlink/remove drive '" + key + "' - protection mode enabled");
      }
      int number = 0;
      while (config.containsKey("unused" + number)) {
        number++;
      }
      boolean owned = storages.volume(volume.get()).owner() == guest.id();
      if (owned && config.values().stream().noneMatch(volume.get()::equals)) {
        config.put("unused" + number, volume.get());
      }
    }
    config.remove(key);
  }

  /** The moment of the fault that spoils a written disk; see {@link Point#FLIP_TARGET_BYTE}. */
  void flipAttached(Guest guest) throws IOException {
    if (!faults.isSet(Point.FLIP_TARGET_BYTE)) {
      return;
    }
    for (var entry : guest.config().entrySet()) {
      if (Drives.KEY.matcher(entry.getKey()).matches()) {
        var id = drives.volumeOf(entry.getKey(), entry.getValue());
        if (id.isPresent() && !id.get().contains(":iso/")) {
          flip(storages.volume(id.get()));
        }
      }
    }
  }

  private void flip(Storage.Volume volume) throws IOException {
    if (volume.exists()
        && DiskImages.hasContent(volume.path())
        && faults.strikes(Point.FLIP_TARGET_BYTE, volume.id())) {
      DiskImages.flip(volume);
    }
  }
}
