package io.vmto.bench.api;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import io.vmto.contract.transfer.Grade;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The machines of a data centre of some thousands, and how each is moved. */
final class Machines {
  static final String SOURCE = "bench-vcenter";
  static final String TARGET = "bench-pve";

  static final int RESERVE = 0;
  static final int TRACK = 1;
  static final int FULL = 2;
  static final int SYNC = 3;
  static final int CUTOVER = 4;
  static final int VERIFY = 5;
  static final int IMPORT = 6;
  static final int RELEASE = 7;

  private static final List<String> USES = List.of("web", "db", "mail", "build", "files");
  private static final int INTERVAL = 300;

  private Machines() {}

  static String name(int number) {
    return USES.get(number % USES.size()) + "-" + number;
  }

  static MigrationSpec spec(int number) {
    var request =
        new MigrationRequest(
            new MigrationRequest.Source(new ConnectionId(SOURCE), "vm-" + number),
            new MigrationRequest.Target(new ConnectionId(TARGET), "pve", "local"),
            "",
            Map.of("VM Network", "vmbr0"),
            Road.AUTO,
            Reading.AUTO,
            MigrationRequest.BootCheck.NONE,
            new MigrationRequest.Warm(true, INTERVAL, 0, INTERVAL));
    return new MigrationSpec(
        request,
        machine(number),
        Set.of("STREAM_EXPORT", "RANGE_READ", "CHANGED_BLOCKS"),
        new TargetNode("pve", true, List.of(), List.of("vmbr0")),
        Set.of("UPLOAD", "IMPORT"),
        "bench");
  }

  static Plan plan(MigrationSpec spec) {
    var steps =
        List.<Step>of(
            new Step.ReserveVm(spec.node().name()),
            new Step.TrackChanges(),
            new Step.FullPass(Road.SHARED),
            new Step.SyncUntilCutover(Road.SHARED, INTERVAL, 0),
            new Step.Cutover(Road.SHARED, INTERVAL),
            new Step.Verify(true, true, Reading.RANGE),
            new Step.ImportVm(Road.SHARED, ""),
            new Step.Release());
    return new Plan("warm-copy", steps, Grade.PROVEN, List.of(), "bench-" + spec.machine().id());
  }

  private static Machine machine(int number) {
    return new Machine(
        "vm-" + number,
        name(number),
        List.of(),
        Machine.PowerState.ON,
        Machine.Firmware.EFI,
        false,
        false,
        4,
        8192,
        "debian12_64Guest",
        "564d0000-0000-0000-0000-%012d".formatted(number),
        0,
        List.of(disk("2000", 40L << 30), disk("2001", 200L << 30)),
        List.of(
            new Machine.Nic("4000", Machine.Nic.Model.VMXNET3, "00:50:56:00:00:01", "VM Network")));
  }

  private static Machine.Disk disk(String key, long capacity) {
    return new Machine.Disk(
        key,
        "disk " + key,
        capacity,
        Machine.Controller.PVSCSI,
        0,
        0,
        "[datastore1] machine/disk-" + key + ".vmdk",
        true,
        true,
        Machine.Disk.Content.FLAT);
  }
}
