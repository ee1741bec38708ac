package io.vmto.query;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Finding;
import io.vmto.contract.job.JobEvent.JobCreated;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Grade;
import io.vmto.contract.transfer.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A machine with two disks, its plan, and what happens around it. */
final class Examples {
  static final Instant T0 = Instant.parse("2026-05-01T12:00:00.123456Z");
  static final ConnectionId SOURCE = new ConnectionId("vcenter");
  static final ConnectionId TARGET = new ConnectionId("pve");
  static final Failure FAILURE =
      Failure.of(ErrorCode.ROOT_MISMATCH, "the roots differ", "look at the disk").with("disk", 1);
  static final Plan PLAN =
      new Plan(
          "full-copy",
          List.of(
              new Step.ReserveVm("pve-1"),
              new Step.CopyDisk("2000", 64 << 20, Road.UPLOAD, Reading.NFC, "no shared directory"),
              new Step.CopyDisk("2001", 1 << 20, Road.UPLOAD, Reading.NFC, "no shared directory"),
              new Step.ImportVm(Road.UPLOAD, "no shared directory"),
              new Step.Verify(true, true, Reading.NFC),
              new Step.StartVm(new MigrationRequest.BootCheck(true, "login:", "", 60)),
              new Step.Release()),
          Grade.DELIVERED,
          List.of(new Finding(Finding.Severity.INFO, "thin-disk", "2001", "it is thin", "nothing")),
          "c0ffee");

  private Examples() {}

  static Instant at(int seconds) {
    return T0.plusSeconds(seconds);
  }

  static JobCreated created(JobId job, String name, int second) {
    return new JobCreated(job, spec(name), PLAN, at(second));
  }

  /** Like {@link #created}, with another grade that it can reach. */
  static JobCreated reaching(Grade grade, JobId job) {
    var plan = new Plan(PLAN.strategy(), PLAN.steps(), grade, PLAN.findings(), PLAN.hash());
    return new JobCreated(job, spec(""), plan, T0);
  }

  static Evidence evidence(String disk, Evidence.Kind kind, String value) {
    return new Evidence(disk, kind, value, "test", T0);
  }

  static Resource resource(Resource.Kind kind, String name, int step, String disk) {
    return new Resource(kind, name, TARGET, "local", step, disk);
  }

  private static MigrationSpec spec(String name) {
    var request =
        new MigrationRequest(
            new MigrationRequest.Source(SOURCE, "vm-7"),
            new MigrationRequest.Target(TARGET, "pve-1", "local"),
            name,
            Map.of("VM Network", "vmbr0"),
            Road.AUTO,
            Reading.AUTO,
            MigrationRequest.BootCheck.NONE);
    var node = new TargetNode("pve-1", true, List.of(), List.of("vmbr0"));
    return new MigrationSpec(
        request, machine(), Set.of("STREAM_EXPORT", "RANGE_READ"), node, Set.of("UPLOAD"));
  }

  private static Machine machine() {
    return new Machine(
        "vm-7",
        "web-07",
        List.of("Lab", "DC0", "Web"),
        Machine.PowerState.OFF,
        Machine.Firmware.EFI,
        false,
        false,
        2,
        2048,
        "debian12_64Guest",
        "564d1234-0000-0000-0000-000000000000",
        0,
        List.of(disk("2000", 64 << 20), disk("2001", 1 << 20)),
        List.of(
            new Machine.Nic("4000", Machine.Nic.Model.VMXNET3, "00:50:56:00:00:07", "VM Network")));
  }

  private static Machine.Disk disk(String key, long capacity) {
    return new Machine.Disk(
        key,
        "disk " + key,
        capacity,
        Machine.Controller.PVSCSI,
        0,
        0,
        "[ds] a",
        true,
        true,
        Machine.Disk.Content.FLAT);
  }
}
