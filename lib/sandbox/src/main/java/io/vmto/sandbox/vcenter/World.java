package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.Faults;
import io.vmto.sandbox.Json;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Everything that exists in the pretend data centre, behind one lock; machines and settings are
 * stored, sessions, leases and tasks are not.
 */
final class World {
  static final Ref ROOT = new Ref("Folder", "group-d1");
  static final Ref LAB = new Ref("Folder", "group-d2");
  static final Ref DATACENTER = new Ref("Datacenter", "datacenter-3");
  static final Ref VM_FOLDER = new Ref("Folder", "group-v4");
  static final Ref HOST_FOLDER = new Ref("Folder", "group-h5");
  static final Ref DATASTORE_FOLDER = new Ref("Folder", "group-s6");
  static final Ref NETWORK_FOLDER = new Ref("Folder", "group-n7");
  static final Ref OFFICE = new Ref("Folder", "group-v20");
  static final Ref CLUSTER = new Ref("ClusterComputeResource", "domain-c8");
  static final Ref POOL = new Ref("ResourcePool", "resgroup-9");
  static final Ref HOST = new Ref("HostSystem", "host-10");
  static final Ref DATASTORE = new Ref("Datastore", "datastore-11");
  static final List<String> NETWORKS = List.of("VM Network", "Lab Net", "DMZ");
  static final String DC_PATH = "Lab/DC0";

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Path folder;
  private final Faults faults;
  private final Datastore datastore;
  private final Map<String, Vm> vms = new LinkedHashMap<>();
  private final Sessions sessions = new Sessions(this);
  private final Leases leases = new Leases(this);
  private final Tasks tasks = new Tasks(this);
  private final Snapshots snapshots = new Snapshots(this);
  private final Guests guests = new Guests(this);
  private final Served served = new Served();
  private final BackupProduct backup = new BackupProduct(this);
  private Settings settings;
  private int lastId = 1000;

  /** What is stored. */
  private record Stored(int lastId, List<Vm> vms) {}

  World(Path folder, Faults faults, Settings otherwise) {
    this.folder = folder;
    this.faults = faults;
    datastore = new Datastore(folder.resolve(Datastore.NAME).toAbsolutePath().normalize());
    settings = Json.load(folder.resolve("settings.json"), Settings.class).orElse(otherwise);
    Json.load(folder.resolve("inventory.json"), Stored.class)
        .ifPresent(
            stored -> {
              lastId = stored.lastId();
              stored.vms().forEach(vm -> vms.put(vm.id(), vm));
            });
  }

  static Ref network(String name) {
    int index = NETWORKS.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("networks are " + NETWORKS);
    }
    return new Ref("Network", "network-" + (12 + index));
  }

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes everybody who waits for updates; to be called under the lock. */
  void touch() {
    changed.signalAll();
  }

  /** Waits for the next change or the end of the time, giving up the lock; callers look again. */
  @SuppressWarnings("WaitNotInLoop")
  void awaitChange(long nanos) {
    try {
      changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SoapFault.of("RequestCanceled", "The server is going away.");
    }
  }

  List<Vm> vms() {
    return List.copyOf(vms.values());
  }

  Optional<Vm> vm(Ref ref) {
    return Optional.ofNullable(vms.get(ref.id()));
  }

  /** By managed object id or name. */
  Vm vm(String idOrName) {
    return vms().stream()
        .filter(vm -> vm.id().equals(idOrName) || vm.name().equals(idOrName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no machine " + idOrName));
  }

  boolean has(VmSpec spec) {
    return locked(() -> vms().stream().anyMatch(vm -> vm.name().equals(spec.name())));
  }

  String nextId() {
    return "vm-" + ++lastId;
  }

  String nextSnapshotId() {
    return "snapshot-" + ++lastId;
  }

  void put(Vm vm) {
    vms.put(vm.id(), vm);
    save();
  }

  void remove(Vm vm) {
    vms.remove(vm.id());
    save();
  }

  private void save() {
    Json.save(folder.resolve("inventory.json"), new Stored(lastId, new ArrayList<>(vms.values())));
    touch();
  }

  Settings settings() {
    return locked(() -> settings);
  }

  void settings(Settings fresh) {
    settings = fresh;
    Json.save(folder.resolve("settings.json"), fresh);
    touch();
  }

  Faults faults() {
    return faults;
  }

  Datastore datastore() {
    return datastore;
  }

  Sessions sessions() {
    return sessions;
  }

  Leases leases() {
    return leases;
  }

  Tasks tasks() {
    return tasks;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  Guests guests() {
    return guests;
  }

  Served served() {
    return served;
  }

  BackupProduct backup() {
    return backup;
  }
}
