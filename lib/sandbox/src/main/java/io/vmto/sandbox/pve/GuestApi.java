package io.vmto.sandbox.pve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Calls that list, make, read, change and destroy VMs. */
final class GuestApi {
  private final Parts parts;
  private final CallTable.Call create;

  GuestApi(Parts parts, CallTable table) {
    this.parts = parts;
    this.create =
        table.calls().stream()
            .filter(call -> call.key().equals("POST /nodes/{node}/qemu"))
            .findFirst()
            .orElseThrow();
  }

  void register(Map<String, Ask.Handler> calls) {
    String vm = "/nodes/{node}/qemu/{vmid}";
    calls.put("GET /nodes/{node}/qemu", this::list);
    calls.put("POST /nodes/{node}/qemu", this::create);
    calls.put("GET " + vm + "/config", this::config);
    calls.put("GET " + vm + "/pending", this::pending);
    calls.put("POST " + vm + "/config", this::changeLater);
    calls.put("PUT " + vm + "/config", this::changeNow);
    calls.put("PUT " + vm + "/resize", this::resize);
    calls.put("DELETE " + vm, this::destroy);
  }

  private Answer list(Ask ask) {
    var rows = new ArrayList<Map<String, Object>>();
    for (var guest : parts.guests().all()) {
      if (parts.access().may(ask.caller(), "/vms/" + guest.id(), "VM.Audit")) {
        rows.add(parts.status().brief(guest));
      }
    }
    return Answer.of(rows);
  }

  private Answer create(Ask ask) {
    int id = ask.vmid();
    @Nullable String pool = ask.params().get("pool");
    String place = pool == null ? "/vms/" + id : "/pool/" + pool;
    parts.access().demand(ask.caller(), place, "VM.Allocate");
    if (pool != null && !parts.pools().all().contains(pool)) {
      throw PveError.fault("pool '" + pool + "' does not exist");
    }
    var rights = new ConfigRights(parts);
    rights.check(ask, place);
    rights.checkDrives(ask, id);
    var work = parts.creation().begin(ask.call(), id, ask.params(), pool);
    boolean start = ask.is("start");
    return Answer.of(
        parts
            .tasks()
            .start(
                "qmcreate",
                Integer.toString(id),
                ask.caller(),
                log -> {
                  work.run(log);
                  if (start) {
                    parts.machines().start(parts.guests().get(id), log);
                  }
                }));
  }

  private Answer config(Ask ask) throws IOException {
    var guest = parts.guests().get(ask.vmid());
    parts.change().flipAttached(guest);
    return Answer.of(parts.values().view(create, guest, ask.is("current")));
  }

  private Answer pending(Ask ask) {
    var guest = parts.guests().get(ask.vmid());
    var keys = new TreeSet<>(guest.config().keySet());
    keys.addAll(guest.pending().keySet());
    var rows = new ArrayList<Map<String, Object>>();
    for (String key : keys) {
      var row = new LinkedHashMap<String, Object>();
      row.put("key", key);
      guest.value(key).ifPresent(value -> row.put("value", value));
      String waiting = guest.pending().get(key);
      if (waiting != null) {
        row.put(waiting.isEmpty() ? "delete" : "pending", waiting.isEmpty() ? 1 : waiting);
      }
      rows.add(row);
    }
    return Answer.of(rows);
  }

  private void checkChange(Ask ask) {
    var rights = new ConfigRights(parts);
    rights.check(ask, "/vms/" + ask.vmid());
    parts.guests().get(ask.vmid());
    rights.checkDrives(ask, ask.vmid());
    rights.checkRootOnly(ask);
  }

  private Answer changeNow(Ask ask) throws IOException, InterruptedException {
    checkChange(ask);
    parts.change().apply(ask.call(), ask.vmid(), ask.params(), new TaskLog(parts.scratchLog()));
    return Answer.NOTHING;
  }

  private Answer changeLater(Ask ask) {
    checkChange(ask);
    return Answer.of(
        parts
            .tasks()
            .start(
                "qmconfig",
                ask.get("vmid"),
                ask.caller(),
                log -> {
                  log.line(Change.line(ask.vmid(), ask.params()));
                  parts.change().apply(ask.call(), ask.vmid(), ask.params(), log);
                }));
  }

  private Answer resize(Ask ask) {
    parts.guests().get(ask.vmid());
    return Answer.of(
        parts
            .tasks()
            .start(
                "resize",
                ask.get("vmid"),
                ask.caller(),
                log ->
                    parts
                        .guests()
                        .locked(
                            ask.vmid(),
                            () ->
                                new Resize(parts)
                                    .run(ask.vmid(), ask.get("disk"), ask.get("size"), log))));
  }

  private Answer destroy(Ask ask) {
    new ConfigRights(parts).checkRootOnly(ask);
    int id = ask.vmid();
    checkDestroy(parts.guests().get(id));
    boolean purge = ask.is("purge");
    return Answer.of(
        parts
            .tasks()
            .start(
                "qmdestroy",
                ask.get("vmid"),
                ask.caller(),
                log -> parts.guests().locked(id, () -> destroyLocked(id, purge, log))));
  }

  private void checkDestroy(Guest guest) {
    if (guest.is("protection")) {
      throw PveError.fault("can't remove VM " + guest.id() + " - protection mode enabled");
    }
    if (parts.machines().isRunning(guest.id())) {
      throw PveError.fault("VM " + guest.id() + " is running - destroy failed");
    }
  }

  private Object destroyLocked(int id, boolean purge, TaskLog log) throws IOException {
    var guest = parts.guests().get(id);
    checkDestroy(guest);
    Change.checkLock(guest);
    for (var entry : guest.config().entrySet()) {
      boolean drive =
          Drives.KEY.matcher(entry.getKey()).matches() || entry.getKey().startsWith("unused");
      if (drive) {
        var volumeId =
            entry.getKey().startsWith("unused")
                ? java.util.Optional.of(entry.getValue())
                : parts.drives().volumeOf(entry.getKey(), entry.getValue());
        if (volumeId.isPresent()) {
          var volume = parts.storages().volume(volumeId.get());
          if (volume.owner() == id) {
            parts.storages().free(volume);
          }
        }
      }
    }
    if (purge) {
      log.line("purging VM " + id + " from related configurations..");
    }
    parts.guests().remove(id);
    return guest;
  }
}
