package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Folders, data centre, cluster, host, datastore and networks: all that is not a machine. */
final class Places {
  private static final Map<String, String> PARENT_TYPE =
      Map.ofEntries(
          Map.entry("Folder", "ManagedEntity"),
          Map.entry("Datacenter", "ManagedEntity"),
          Map.entry("ClusterComputeResource", "ComputeResource"),
          Map.entry("ComputeResource", "ManagedEntity"),
          Map.entry("ResourcePool", "ManagedEntity"),
          Map.entry("HostSystem", "ManagedEntity"),
          Map.entry("Datastore", "ManagedEntity"),
          Map.entry("Network", "ManagedEntity"),
          Map.entry("VirtualMachine", "ManagedEntity"),
          Map.entry("ContainerView", "ManagedObjectView"),
          Map.entry("ManagedObjectView", "View"));

  private final World world;
  private final Endpoints endpoints;

  Places(World world, Endpoints endpoints) {
    this.world = world;
    this.endpoints = endpoints;
  }

  static boolean isA(String type, String wanted) {
    for (String t = type; t != null; t = PARENT_TYPE.get(t)) {
      if (t.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  Optional<Thing> find(Ref ref) {
    return switch (ref.id()) {
      case "group-d1" -> folder(World.ROOT, null, "Datacenters", List.of(World.LAB));
      case "group-d2" -> folder(World.LAB, World.ROOT, "Lab", List.of(World.DATACENTER));
      case "datacenter-3" -> Optional.of(datacenter());
      case "group-v4" -> folder(ref, World.DATACENTER, "vm", in(ref, List.of(World.OFFICE)));
      case "group-v20" -> folder(ref, World.VM_FOLDER, "Office", in(ref, List.of()));
      case "group-h5" -> folder(ref, World.DATACENTER, "host", List.of(World.CLUSTER));
      case "group-s6" -> folder(ref, World.DATACENTER, "datastore", List.of(World.DATASTORE));
      case "group-n7" -> folder(ref, World.DATACENTER, "network", networks());
      case "domain-c8" -> Optional.of(cluster());
      case "resgroup-9" -> Optional.of(pool());
      case "host-10" -> Optional.of(host());
      case "datastore-11" -> Optional.of(datastore());
      default ->
          World.NETWORKS.stream()
              .filter(n -> World.network(n).equals(ref))
              .map(this::network)
              .findFirst();
    };
  }

  private List<Ref> vms() {
    return world.vms().stream().map(Vm::ref).toList();
  }

  private List<Ref> in(Ref folder, List<Ref> folders) {
    var machines = world.vms().stream().filter(vm -> vm.folder().equals(folder)).map(Vm::ref);
    return Stream.concat(folders.stream(), machines).toList();
  }

  private static List<Ref> networks() {
    return World.NETWORKS.stream().map(World::network).toList();
  }

  private static Thing entity(Ref ref, @Nullable Ref parent, String name) {
    return Thing.of(ref)
        .with("parent", parent)
        .with("name", Value.text(name))
        .with("overallStatus", Value.choice("ManagedEntityStatus", "green"))
        .with("configStatus", Value.choice("ManagedEntityStatus", "green"));
  }

  private static Optional<Thing> folder(
      Ref ref, @Nullable Ref parent, String name, List<Ref> children) {
    var types = new Many("string", List.of(Value.text("Folder"), Value.text("VirtualMachine")));
    return Optional.of(
        entity(ref, parent, name)
            .with("childType", types)
            .with("childEntity", Value.refs(children)));
  }

  private static Thing datacenter() {
    return entity(World.DATACENTER, World.LAB, "DC0")
        .with("vmFolder", World.VM_FOLDER)
        .with("hostFolder", World.HOST_FOLDER)
        .with("datastoreFolder", World.DATASTORE_FOLDER)
        .with("networkFolder", World.NETWORK_FOLDER)
        .with("datastore", Value.refs(List.of(World.DATASTORE)))
        .with("network", Value.refs(networks()));
  }

  private static Thing cluster() {
    return entity(World.CLUSTER, World.HOST_FOLDER, "Cluster0")
        .with("resourcePool", World.POOL)
        .with("host", Value.refs(List.of(World.HOST)))
        .with("datastore", Value.refs(List.of(World.DATASTORE)))
        .with("network", Value.refs(networks()));
  }

  private Thing pool() {
    return entity(World.POOL, World.CLUSTER, "Resources")
        .with("owner", World.CLUSTER)
        .with("resourcePool", Value.refs(List.of()))
        .with("vm", Value.refs(vms()));
  }

  private Thing host() {
    return entity(World.HOST, World.CLUSTER, "esxi.sandbox.test")
        .later("runtime", Places::hostRuntime)
        .later("summary", this::hostSummary)
        .later("vm", () -> Value.refs(vms()))
        .with("datastore", Value.refs(List.of(World.DATASTORE)))
        .with("network", Value.refs(networks()));
  }

  private static Data hostRuntime() {
    return Data.of("HostRuntimeInfo")
        .put("connectionState", Value.choice("HostSystemConnectionState", "connected"))
        .put("powerState", Value.choice("HostSystemPowerState", "poweredOn"))
        .put("inMaintenanceMode", false);
  }

  private Value hostSummary() {
    var config =
        Data.of("HostConfigSummary")
            .put("name", "esxi.sandbox.test")
            .put("port", endpoints.esxiPort())
            .put("sslThumbprint", endpoints.esxiThumbprint())
            .put("product", About.of("VMware ESXi", "HostAgent", "embeddedEsx"))
            .put("vmotionEnabled", false)
            .put("faultToleranceEnabled", false);
    return Data.of("HostListSummary")
        .put("host", World.HOST)
        .put("runtime", hostRuntime())
        .put("config", config)
        .put("quickStats", Data.of("HostListSummaryQuickStats").put("uptime", 86_400))
        .put("overallStatus", Value.choice("ManagedEntityStatus", "green"))
        .put("rebootRequired", false);
  }

  private Thing datastore() {
    return entity(World.DATASTORE, World.DATASTORE_FOLDER, Datastore.NAME)
        .later("summary", this::datastoreSummary)
        .later("vm", () -> Value.refs(vms()))
        .with("host", new Many("DatastoreHostMount", List.of()));
  }

  private Value datastoreSummary() {
    long free = world.settings().freeBytes();
    long used =
        world.vms().stream().flatMap(vm -> vm.disks().stream()).mapToLong(Vm.Disk::capacity).sum();
    return Data.of("DatastoreSummary")
        .put("datastore", World.DATASTORE)
        .put("name", Datastore.NAME)
        .put("url", "ds:///vmfs/volumes/5f0e-sandbox/")
        .put("capacity", Value.number(free + used))
        .put("freeSpace", Value.number(free))
        .put("accessible", true)
        .put("multipleHostAccess", false)
        .put("type", "VMFS");
  }

  private Thing network(String name) {
    var users =
        world.vms().stream()
            .filter(vm -> vm.nics().stream().anyMatch(nic -> nic.network().equals(name)))
            .map(Vm::ref)
            .toList();
    var ref = World.network(name);
    return entity(ref, World.NETWORK_FOLDER, name)
        .with(
            "summary",
            Data.of("NetworkSummary")
                .put("network", ref)
                .put("name", name)
                .put("accessible", true)
                .put("ipPoolName", ""))
        .with("host", Value.refs(List.of(World.HOST)))
        .with("vm", Value.refs(users));
  }
}
