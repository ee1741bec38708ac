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
  private final Devices devices;

  VmView(Vm vm, World world) {
    this.vm = vm;
    this.world = world;
    this.devices = new Devices(vm);
  }

  Thing thing() {
    return Thing.of(vm.ref())
        .with("parent", World.VM_FOLDER)
        .with("overallStatus", Value.choice("ManagedEntityStatus", "green"))
        .with("configStatus", Value.choice("ManagedEntityStatus", "green"))
        .with("name", Value.text(vm.name()))
        .with("recentTask", Value.refs(world.tasks().recentOf(vm.ref())))
        .later("capability", VmView::capability)
        .later("config", this::config)
        .later("layoutEx", this::layout)
        .with("resourcePool", World.POOL)
        .later("runtime", this::runtime)
        .later("guest", this::guest)
        .later("summary", this::summary)
        .with("datastore", Value.refs(List.of(World.DATASTORE)))
        .later("network", () -> Value.refs(networks()))
        .with("snapshot", null)
        .with("rootSnapshot", new Many("ManagedObjectReference", List.of()))
        .with("guestHeartbeatStatus", Value.choice("ManagedEntityStatus", "gray"));
  }

  private List<Ref> networks() {
    return vm.nics().stream().map(nic -> World.network(nic.network())).distinct().toList();
  }

  private static Value capability() {
    var data = Data.of("VirtualMachineCapability");
    ABLE.forEach(name -> data.put(name, !name.startsWith("vmNpiv") && !name.contains("Replay")));
    return data;
  }

  private Value config() {
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
        .put("hardware", hardware())
        .put(
            "bootOptions",
            Data.of("VirtualMachineBootOptions").put("efiSecureBootEnabled", vm.secureBoot()))
        .put("changeTrackingEnabled", false)
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

  private Data hardware() {
    return Data.of("VirtualHardware")
        .put("numCPU", vm.cpus())
        .put("numCoresPerSocket", 1)
        .put("memoryMB", vm.memoryMiB())
        .put("device", new Many("VirtualDevice", devices.all()));
  }

  private Value layout() {
    var files = new ArrayList<Data>();
    var disks = new ArrayList<Data>();
    file(files, vm.name() + "/" + vm.name() + ".vmx", "config", 2_900);
    if (vm.efi()) {
      file(files, vm.nvram(), "nvram", world.datastore().size(vm.nvram()));
    }
    for (var disk : vm.disks()) {
      int key = files.size();
      file(files, disk.file(), "diskDescriptor", world.datastore().size(disk.file()));
      file(files, disk.flat(), "diskExtent", disk.capacity());
      var keys = new Many("int", List.of(Value.integer(key), Value.integer(key + 1)));
      var unit = Data.of("VirtualMachineFileLayoutExDiskUnit").put("fileKey", keys);
      disks.add(
          Data.of("VirtualMachineFileLayoutExDiskLayout")
              .put("key", disk.key())
              .put("chain", new Many("VirtualMachineFileLayoutExDiskUnit", List.of(unit))));
    }
    return Data.of("VirtualMachineFileLayoutEx")
        .put("file", new Many("VirtualMachineFileLayoutExFileInfo", files))
        .put("disk", new Many("VirtualMachineFileLayoutExDiskLayout", disks))
        .put("timestamp", Value.time(Instant.parse(vm.modified())));
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
        .put("consolidationNeeded", false);
  }

  private Value guest() {
    return Data.of("GuestInfo")
        .put("toolsStatus", Value.choice("VirtualMachineToolsStatus", "toolsNotInstalled"))
        .put("toolsVersionStatus", "guestToolsNotInstalled")
        .put("toolsRunningStatus", "guestToolsNotRunning")
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
