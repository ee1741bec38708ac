package io.vmto.hypervisor.proxmox;

import static io.vmto.hypervisor.proxmox.PveClient.segment;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.TargetNode.Storage;
import io.vmto.hypervisor.PlatformException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The storages of a node and the volumes on them, listed and deleted by exact name. */
final class Storages {
  private static final Logger log = LoggerFactory.getLogger(Storages.class);
  private static final Duration DELETE = Duration.ofMinutes(15);
  private static final Set<String> FILE_BASED =
      Set.of("dir", "nfs", "cifs", "cephfs", "glusterfs", "btrfs");

  private final PveClient client;
  private final PveTasks tasks;
  private final Set<String> mounted;

  Storages(PveClient client, PveTasks tasks, Set<String> mounted) {
    this.client = client;
    this.tasks = tasks;
    this.mounted = mounted;
  }

  List<Storage> on(String node) {
    var answer = client.get("/nodes/" + segment(node) + "/storage", Map.of("enabled", "1"));
    return StreamSupport.stream(answer.spliterator(), false)
        .map(s -> storage(s.path("storage").asString(""), s))
        .toList();
  }

  /** A storage in its state now; throws STORAGE_UNSUITABLE unless it is active and takes this. */
  Storage usable(String node, String name, String content) {
    var storage = storage(name, client.get(path(node, name) + "/status"));
    if (!storage.active()) {
      throw unsuitable(name, "is not active on node " + node, "Bring it online.");
    }
    if (!storage.content().contains(content)) {
      throw unsuitable(
          name,
          "does not take content of type " + content,
          "Add \"" + content + "\" to its content types, or choose another storage.");
    }
    return storage;
  }

  private Storage storage(String name, JsonNode s) {
    return new Storage(
        name,
        s.path("type").asString(""),
        List.of(s.path("content").asString("").split(",", -1)).stream()
            .filter(c -> !c.isEmpty())
            .collect(Collectors.toSet()),
        s.path("active").asInt(0) == 1,
        s.path("total").asLong(0),
        s.path("avail").asLong(0),
        mounted.contains(name));
  }

  static PlatformException unsuitable(String storage, String why, String remedy) {
    return new PlatformException(
        Failure.of(ErrorCode.STORAGE_UNSUITABLE, "Storage " + storage + " " + why, remedy)
            .with("storage", storage));
  }

  /** The format for a new disk: qcow2 where disks are files, raw elsewhere. */
  static String diskFormat(Storage storage) {
    return FILE_BASED.contains(storage.type()) && !storage.type().equals("btrfs") ? "qcow2" : "raw";
  }

  static boolean fileBased(Storage storage) {
    return FILE_BASED.contains(storage.type());
  }

  /**
   * Volume names and sizes in bytes.
   *
   * @param owner only disks of this machine, or empty for all
   */
  Map<String, Long> list(String node, String storage, String content, String owner) {
    var query = new HashMap<String, String>();
    query.put("content", content);
    if (!owner.isEmpty()) {
      query.put("vmid", owner);
    }
    var volumes = new TreeMap<String, Long>();
    for (var volume : client.get(path(node, storage) + "/content", query)) {
      volumes.put(volume.path("volid").asString(""), volume.path("size").asLong(0));
    }
    return volumes;
  }

  Map<String, Long> disksOf(String node, String storage, String machineId) {
    return list(node, storage, "images", machineId);
  }

  boolean exists(String node, String volumeId) {
    var volume = VolumeId.parse(volumeId);
    var owner = volume.content().equals("images") ? volume.owner().orElse("") : "";
    return list(node, volume.storage(), volume.content(), owner).containsKey(volumeId);
  }

  /** Deletes exactly this volume; one that is not there is fine. */
  void delete(String node, String volumeId) {
    if (!exists(node, volumeId)) {
      return;
    }
    var path = path(node, VolumeId.parse(volumeId).storage()) + "/content/" + segment(volumeId);
    try {
      tasks.await(client.delete(path, Map.of()), DELETE, ErrorCode.UPSTREAM_FAILED);
    } catch (PlatformException e) {
      if (e.failure().transientFault() || exists(node, volumeId)) {
        throw e;
      }
    }
  }

  /**
   * Deletes what a failed task of ours left: volumes that its log names and that were not there
   * before it. Failing to do so is logged: the caller's own failure says more.
   */
  void deleteLeftovers(
      String node,
      String storage,
      String machineId,
      Set<String> before,
      Collection<String> logged) {
    try {
      for (var volume : disksOf(node, storage, machineId).keySet()) {
        var file = VolumeId.parse(volume).fileName();
        if (!before.contains(volume) && logged.stream().anyMatch(line -> names(line, file))) {
          log.info("Deleting {}, which a failed task left", volume);
          delete(node, volume);
        }
      }
    } catch (PlatformException e) {
      log.warn("Could not look for leftovers of machine {}: {}", machineId, e.getMessage());
    }
  }

  private static boolean names(String line, String file) {
    int at = line.indexOf(file);
    int end = at + file.length();
    return at >= 0
        && (end == line.length() || "',\" )".indexOf(line.charAt(end)) >= 0)
        && (at == 0 || "/:'\" ".indexOf(line.charAt(at - 1)) >= 0);
  }

  static String path(String node, String storage) {
    return "/nodes/" + segment(node) + "/storage/" + segment(storage);
  }
}
