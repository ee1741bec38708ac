package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.PveClient.segment;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine.PowerState;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.TargetPlatform.Draft;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Marker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Machines of a cluster: made with our marker, found by it, and given away or destroyed only when
 * it is read on them at that moment.
 */
final class Machines {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final PveClient client;
  private final PveTasks tasks;
  private final Storages storages;

  Machines(PveClient client, PveTasks tasks, Storages storages) {
    this.client = client;
    this.tasks = tasks;
    this.storages = storages;
  }

  MachineRef create(Draft draft) {
    var ref = draft.machine();
    var config = new LinkedHashMap<String, String>();
    config.put("vmid", ref.id());
    config.putAll(HardwareMapping.config(draft));
    pool().ifPresent(pool -> config.put("pool", pool));
    var volumes = config.containsKey("efidisk0") || config.containsKey("tpmstate0");
    var before =
        volumes
            ? storages.disksOf(ref.node(), draft.storage(), ref.id()).keySet()
            : Set.<String>of();
    var task =
        Upid.parse(client.post("/nodes/" + segment(ref.node()) + "/qemu", config).asString(""));
    try {
      tasks.await(task, PATIENCE, ErrorCode.UPSTREAM_FAILED, _ -> {});
    } catch (PveTasks.Failed e) {
      if (volumes && absent(ref)) {
        storages.deleteLeftovers(ref.node(), draft.storage(), ref.id(), before, e.log());
      }
      throw e.failure();
    }
    ours(ref, draft.marker());
    return ref;
  }

  /**
   * The pool to create in: the only one on which the token may allocate, when it may not allocate
   * everywhere.
   */
  private Optional<String> pool() {
    var permissions = client.get("/access/permissions");
    if (mayAllocate(permissions.path("/vms")) || mayAllocate(permissions.path("/"))) {
      return Optional.empty();
    }
    var pools =
        permissions.properties().stream()
            .filter(e -> e.getKey().startsWith("/pool/") && mayAllocate(e.getValue()))
            .map(e -> e.getKey().substring("/pool/".length()))
            .toList();
    return pools.size() == 1 ? Optional.of(pools.getFirst()) : Optional.empty();
  }

  private static boolean mayAllocate(tools.jackson.databind.JsonNode privileges) {
    return privileges.has("VM.Allocate");
  }

  /** Empty only when every machine's notes could be read, or may not be read by us. */
  Optional<MachineRef> find(Marker marker) {
    Optional<PlatformException> unread = Optional.empty();
    for (var ref : all()) {
      try {
        if (MarkerNote.carries(config(ref).notes(), marker)) {
          return Optional.of(ref);
        }
      } catch (PlatformException e) {
        var code = e.failure().code();
        if (code != ErrorCode.UNKNOWN_MACHINE && code != ErrorCode.PERMISSION_MISSING) {
          unread = Optional.of(e);
        }
      }
    }
    if (unread.isPresent()) {
      throw unread.get();
    }
    return Optional.empty();
  }

  /** What the cluster knows, and what the nodes know a moment earlier. */
  private Set<MachineRef> all() {
    var refs = new LinkedHashSet<MachineRef>();
    for (var vm : client.get("/cluster/resources", Map.of("type", "vm"))) {
      if (vm.path("type").asString("").equals("qemu")) {
        refs.add(new MachineRef(vm.path("node").asString(""), vm.path("vmid").asString("")));
      }
    }
    for (var node : client.get("/nodes")) {
      if (node.path("status").asString("").equals("online")) {
        var name = node.path("node").asString("");
        for (var vm : client.get("/nodes/" + segment(name) + "/qemu")) {
          refs.add(new MachineRef(name, vm.path("vmid").asString("")));
        }
      }
    }
    return refs;
  }

  MachineConfig config(MachineRef ref) {
    return MachineConfig.of(client.get(path(ref) + "/config"));
  }

  private boolean absent(MachineRef ref) {
    try {
      config(ref);
      return false;
    } catch (PlatformException e) {
      return e.failure().code() == ErrorCode.UNKNOWN_MACHINE;
    }
  }

  /** Reads the configuration and the marker in it; NOT_OURS without it. */
  private MachineConfig ours(MachineRef ref, Marker marker) {
    var config = config(ref);
    if (!MarkerNote.carries(config.notes(), marker)) {
      throw new PlatformException(
          Failure.of(
                  ErrorCode.NOT_OURS,
                  "Machine " + ref + " does not carry the marker of this job",
                  "It is left alone. If it belongs to the job, somebody edited its notes.")
              .with("machine", ref));
    }
    return config;
  }

  void change(MachineRef ref, Map<String, String> change) {
    client.put(path(ref) + "/config", change);
  }

  void start(MachineRef ref) {
    if (power(ref) != PowerState.ON) {
      act(ref, "start");
    }
  }

  void stop(MachineRef ref) {
    if (power(ref) != PowerState.OFF) {
      act(ref, "stop");
    }
  }

  private void act(MachineRef ref, String action) {
    tasks.await(
        client.post(path(ref) + "/status/" + action, Map.of()),
        PATIENCE,
        ErrorCode.UPSTREAM_FAILED);
  }

  PowerState power(MachineRef ref) {
    var status = client.get(path(ref) + "/status/current");
    return switch (status.path("status").asString("")) {
      case "stopped" -> PowerState.OFF;
      case "running" ->
          switch (status.path("qmpstatus").asString("running")) {
            case "paused", "suspended" -> PowerState.SUSPENDED;
            default -> PowerState.ON;
          };
      default -> PowerState.UNKNOWN;
    };
  }

  void handOver(MachineRef ref, Marker marker) {
    var config = ours(ref, marker);
    var change = config.change();
    for (var card : config.cards()) {
      var value = PropertyString.parse(config.values().getOrDefault(card, ""));
      change.put(card, value.without("link_down").toString());
    }
    change.put("protection", "0");
    var notes = MarkerNote.without(config.notes(), marker);
    change.put(notes.isEmpty() ? "delete" : "description", notes.isEmpty() ? "description" : notes);
    change(ref, change);
  }

  void destroy(MachineRef ref, Marker marker) {
    if (absent(ref)) {
      return;
    }
    var volumes = ours(ref, marker).ownVolumes(ref.id());
    stop(ref);
    var unprotect = ours(ref, marker).change();
    unprotect.put("protection", "0");
    change(ref, unprotect);
    tasks.await(
        client.delete(path(ref), Map.of("destroy-unreferenced-disks", "0")),
        PATIENCE,
        ErrorCode.UPSTREAM_FAILED);
    if (absent(ref)) {
      volumes.forEach(volume -> storages.delete(ref.node(), volume.toString()));
    }
  }

  static String path(MachineRef ref) {
    return "/nodes/" + segment(ref.node()) + "/qemu/" + segment(ref.id());
  }
}
