package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine as the vim25 schema shows it: VirtualMachine's properties, fields in schema order. */
final class VmView {
  private static final List<String> ABLE =
      List.of(
          "snapshotOperationsSupported",
          "multipleSnapshotsSupported",
          "snapshotConfigSupported",
          "poweredOffSnapshotsSupported",
          "memorySnapshotsSupported",
          "revertToSnapshotSupported",
          "quiescedSnapshotsSupported",
          "disableSnapshotsSupported",
          "lockSnapshotsSupported",
          "consolePreferencesSupported",
          "cpuFeatureMaskSupported",
          "s1AcpiManagementSupported",
          "settingScreenResolutionSupported",
          "toolsAutoUpdateSupported",
          "vmNpivWwnSupported",
          "npivWwnOnNonRdmVmSupported",
          "vmNpivWwnDisableSupported",
          "vmNpivWwnUpdateSupported",
          "swapPlacementSupported",
          "toolsSyncTimeSupported",
          "virtualMmuUsageSupported",
          "diskSharesSupported",
          "bootOptionsSupported",
          "bootRetryOptionsSupported",
          "settingVideoRamSizeSupported",
          "settingDisplayTopologySupported",
          "settingDisplayTopologyModesSupported",
          "recordReplaySupported",
          "changeTrackingSupported",
          "multipleCoresPerSocketSupported",
          "hostBasedReplicationSupported",
          "guestAutoLockSupported",
          "memoryReservationLockSupported",
          "featureRequirementSupported",
          "poweredOnMonitorTypeChangeSupported",
          "vmfsNativeSnapshotSupported",
          "seSparseDiskSupported",
          "nestedHVSupported",
          "vPMCSupported",
          "messageBusSupported");

  private final Vm vm;
  private final World world;

  VmView(Vm vm, World world) {
    this.vm = vm;
    this.world = world;
  }

  Thing thing() {
    return Thing.of(vm.ref())
        .with("parent", vm.folder())
        .with("overallStatus", Value.choice("ManagedEntityStatus", "green"))
        .with("configStatus", Value.choice("ManagedEntityStatus", "green"))
        .with("name", Value.text(vm.name()))
        .with("recentTask", Value.refs(world.tasks().recentOf(vm.ref())))
        .later("capability", VmView::capability)
        .later("config", () -> config(null))
        .later("layoutEx", this::layout)
        .with("resourcePool", World.POOL)
        .later("runtime", this::runtime)
        .later("guest", this::guest)
        .later("summary", this::summary)
        .with("datastore", Value.refs(List.of(World.DATASTORE)))
        .later("network", () -> Value.refs(networks()))
        .later("snapshot", this::snapshots)
        .later("rootSnapshot", () -> Value.refs(roots()))
        .with("guestHeartbeatStatus", Value.choice("ManagedEntityStatus", "gray"));
  }

  /** One of its snapshots, a managed object of its own. */
  Thing thing(Snapshot snapshot) {
    return Thing.of(snapshot.ref())
        .later("config", () -> config(snapshot))
        .later("childSnapshot", () -> Value.refs(childOf(snapshot)))
        .with("vm", vm.ref());
  }

  private List<Ref> childOf(Snapshot snapshot) {
    int next = vm.snapshots().indexOf(snapshot) + 1;
    return next < vm.snapshots().size() ? List.of(vm.snapshots().get(next).ref()) : List.of();
  }

  private List<Ref> roots() {
    return vm.snapshots().stream().limit(1).map(Snapshot::ref).toList();
  }

  private @Nullable Value snapshots() {
    if (vm.snapshots().isEmpty()) {
      return null;
    }
    return Data.of("VirtualMachineSnapshotInfo")
        .put("currentSnapshot", vm.snapshots().getLast().ref())
        .put("rootSnapshotList", tree(0));
  }

  private Many tree(int from) {
    var type = "VirtualMachineSnapshotTree";
    if (from == vm.snapshots().size()) {
      return new Many(type, List.of());
    }
    var snapshot = vm.snapshots().get(from);
    var node =
        Data.of(type)
            .put("snapshot", snapshot.ref())
            .put("vm", vm.ref())
            .put("name", snapshot.name())
            .put("description", snapshot.description())
            .put("id", snapshot.number())
            .put("createTime", Value.time(Instant.parse(snapshot.created())))
            .put("state", Vm.power(snapshot.power()))
            .put("quiesced", false)
            .put("childSnapshotList", tree(from + 1))
            .put("replaySupported", false);
    return new Many(type, List.of(node));
  }

  private List<Ref> networks() {
    return vm.nics().stream().map(nic -> World.network(nic.network())).distinct().toList();
  }

  private static Value capability() {
    var data = Data.of("VirtualMachineCapability");
    ABLE.forEach(name -> data.put(name, !name.startsWith("vmNpiv") && !name.contains("Replay")));
    return data;
  }

  private Value config(@Nullable Snapshot snapshot) {
    return Data.of("VirtualMachineConfigInfo")
        .put("changeVersion", vm.modified())
        .put("modified", Value.time(Instant.parse(vm.modified())))
        .put("name", vm.name())
        .put("guestFullName", vm.guestId())
        .put("version", "vmx-14")
        .put("uuid", vm.uuid())
        .put("instanceUuid", vm.instanceUuid())
        .put("template", false)
        .put("guestId", vm.guestId())
        .put("alternateGuestName", "")
        .put("annotation", "")
        .put("files", files())
        .put("flags", Data.of("VirtualMachineFlagInfo").put("diskUuidEnabled", false))
        .put(
            "defaultPowerOps",
            Data.of("VirtualMachineDefaultPowerOpInfo").put("powerOffType", "soft"))
        .put("hardware", hardware(snapshot))
        .put(
            "bootOptions",
            Data.of("VirtualMachineBootOptions").put("efiSecureBootEnabled", vm.secureBoot()))
        .put("changeTrackingEnabled", vm.changeTracking())
        .put("firmware", vm.firmware());
  }

  private Data files() {
    String folder = "[" + Datastore.NAME + "] " + vm.name() + "/";
    return Data.of("VirtualMachineFileInfo")
        .put("vmPathName", vm.vmx())
        .put("snapshotDirectory", folder)
        .put("suspendDirectory", folder)
        .put("logDirectory", folder);
  }

  private Data hardware(@Nullable Snapshot snapshot) {
    return Data.of("VirtualHardware")
        .put("numCPU", vm.cpus())
        .put("numCoresPerSocket", 1)
        .put("memoryMB", vm.memoryMiB())
        .put("device", new Many("VirtualDevice", new Devices(vm, snapshot).all()));
  }

  private Value layout() {
    var files = new ArrayList<Data>();
    var disks = new ArrayList<Data>();
    file(files, vm.name() + "/" + vm.name() + ".vmx", "config", 2_900);
    if (vm.efi()) {
      file(files, vm.nvram(), "nvram", world.datastore().size(vm.nvram()));
    }
    for (var disk : vm.disks()) {
      var units = new ArrayList<Data>();
      units.add(unit(files, disk.file(), disk.flat(), disk.capacity()));
      for (var delta : disk.deltas()) {
        units.add(unit(files, delta, Vm.Disk.extent(delta), disk.capacity()));
      }
      disks.add(
          Data.of("VirtualMachineFileLayoutExDiskLayout")
              .put("key", disk.key())
              .put("chain", new Many("VirtualMachineFileLayoutExDiskUnit", units)));
    }
    return Data.of("VirtualMachineFileLayoutEx")
        .put("file", new Many("VirtualMachineFileLayoutExFileInfo", files))
        .put("disk", new Many("VirtualMachineFileLayoutExDiskLayout", disks))
        .put("timestamp", Value.time(Instant.parse(vm.modified())));
  }

  private Data unit(List<Data> files, String descriptor, String extent, long size) {
    int key = files.size();
    file(files, descriptor, "diskDescriptor", world.datastore().size(descriptor));
    file(files, extent, "diskExtent", size);
    var keys = new Many("int", List.of(Value.integer(key), Value.integer(key + 1)));
    return Data.of("VirtualMachineFileLayoutExDiskUnit").put("fileKey", keys);
  }

  private static void file(List<Data> files, String path, String type, long size) {
    files.add(
        Data.of("VirtualMachineFileLayoutExFileInfo")
            .put("key", files.size())
            .put("name", "[" + Datastore.NAME + "] " + path)
            .put("type", type)
            .put("size", Value.number(size))
            .put("uniqueSize", Value.number(size))
            .put("accessible", true));
  }

  private Data runtime() {
    return Data.of("VirtualMachineRuntimeInfo")
        .put("host", World.HOST)
        .put("connectionState", Value.choice("VirtualMachineConnectionState", "connected"))
        .put("powerState", Vm.power(vm.power()))
        .put(
            "faultToleranceState",
            Value.choice("VirtualMachineFaultToleranceState", "notConfigured"))
        .put("toolsInstallerMounted", false)
        .put("numMksConnections", 0)
        .put("recordReplayState", Value.choice("VirtualMachineRecordReplayState", "inactive"))
        .put("onlineStandby", false)
        .put("consolidationNeeded", vm.consolidationNeeded());
  }

  private Value guest() {
    boolean tools = world.guests().runs(vm);
    return Data.of("GuestInfo")
        .put(
            "toolsStatus",
            Value.choice("VirtualMachineToolsStatus", tools ? "toolsOk" : "toolsNotInstalled"))
        .put("toolsVersionStatus", tools ? "guestToolsUnmanaged" : "guestToolsNotInstalled")
        .put("toolsRunningStatus", tools ? "guestToolsRunning" : "guestToolsNotRunning")
        .put("guestState", vm.isOn() ? "running" : "notRunning");
  }

  private Value summary() {
    return Data.of("VirtualMachineSummary")
        .put("vm", vm.ref())
        .put("runtime", runtime())
        .put("guest", Data.of("VirtualMachineGuestSummary").put("guestId", vm.guestId()))
        .put("config", configSummary())
        .put("storage", storage())
        .put(
            "quickStats",
            Data.of("VirtualMachineQuickStats")
                .put("guestHeartbeatStatus", Value.choice("ManagedEntityStatus", "gray")))
        .put("overallStatus", Value.choice("ManagedEntityStatus", "green"));
  }

  private Data configSummary() {
    return Data.of("VirtualMachineConfigSummary")
        .put("name", vm.name())
        .put("template", false)
        .put("vmPathName", vm.vmx())
        .put("memorySizeMB", vm.memoryMiB())
        .put("numCpu", vm.cpus())
        .put("numEthernetCards", vm.nics().size())
        .put("numVirtualDisks", vm.disks().size())
        .put("uuid", vm.uuid())
        .put("instanceUuid", vm.instanceUuid())
        .put("guestId", vm.guestId())
        .put("guestFullName", vm.guestId())
        .put("annotation", "")
        .put("tpmPresent", tpm());
  }

  private @Nullable Value tpm() {
    return Value.bool(vm.tpm());
  }

  private Data storage() {
    var capacity = Value.number(vm.disks().stream().mapToLong(Vm.Disk::capacity).sum());
    return Data.of("VirtualMachineStorageSummary")
        .put("committed", capacity)
        .put("uncommitted", Value.number(0))
        .put("unshared", capacity)
        .put("timestamp", Value.time(Instant.parse(vm.modified())));
  }
}
