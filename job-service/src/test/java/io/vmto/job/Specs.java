package io.vmto.job;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A machine that can be moved, and ways to spoil it. */
final class Specs {
  static final long GIB = 1L << 30;

  private Specs() {}

  static Machine machine() {
    return new Machine(
        "vm-42",
        "web-07",
        List.of(),
        Machine.PowerState.OFF,
        Machine.Firmware.BIOS,
        false,
        false,
        2,
        2048,
        "debian12_64Guest",
        "564d0000-0000-0000-0000-000000000001",
        0,
        List.of(
            new Machine.Disk(
                "2000",
                "Hard disk 1",
                8 * GIB,
                Machine.Controller.PVSCSI,
                0,
                0,
                "[ds] w",
                true,
                true,
                Machine.Disk.Content.FLAT)),
        List.of(
            new Machine.Nic("4000", Machine.Nic.Model.VMXNET3, "00:50:56:00:00:01", "VM Network")));
  }

  static TargetNode node(boolean mounted, long available, String... content) {
    return new TargetNode(
        "pve1",
        true,
        List.of(
            new TargetNode.Storage(
                "shared", "dir", Set.of(content), true, 100 * GIB, available, mounted)),
        List.of("vmbr0"));
  }

  static MigrationSpec spec() {
    return spec(machine(), node(true, 50 * GIB, "images", "import"), Road.AUTO);
  }

  static MigrationSpec spec(Machine machine, TargetNode node, Road road) {
    return spec(machine, node, road, Reading.AUTO, Set.of("STREAM_EXPORT", "RANGE_READ"));
  }

  static MigrationSpec spec(
      Machine machine, TargetNode node, Road road, Reading read, Set<String> capabilities) {
    return new MigrationSpec(
        new MigrationRequest(
            new MigrationRequest.Source(new ConnectionId("vc"), "web-07"),
            new MigrationRequest.Target(new ConnectionId("pve"), "pve1", "shared"),
            "",
            Map.of("VM Network", "vmbr0"),
            road,
            read,
            new BootCheck(true, "login:", "web-07", 120)),
        machine,
        capabilities,
        node,
        Set.of("UPLOAD_IMPORT", "SHARED_DIRECTORY"));
  }
}
