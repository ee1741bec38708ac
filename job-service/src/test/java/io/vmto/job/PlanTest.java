package io.vmto.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.Finding;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Grade;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void aMountedStorageMakesAPlanThatCanEndProven() {
    var plan = FullCopy.plan(Specs.spec());

    assertThat(plan.blocked()).isFalse();
    assertThat(plan.reachable()).isEqualTo(Grade.PROVEN);
    assertThat(plan.steps().stream().map(s -> s.getClass().getSimpleName()))
        .containsExactly("ReserveVm", "CopyDisk", "ImportVm", "Verify", "StartVm", "Release");
    assertThat(plan.steps()).contains(new Step.Verify(true, true));
  }

  @Test
  void withoutAMountTheImageIsUploadedAndTheGradeIsDelivered() {
    var plan =
        FullCopy.plan(
            Specs.spec(
                Specs.machine(), Specs.node(false, 50 * Specs.GIB, "images", "import"), Road.AUTO));

    assertThat(plan.reachable()).isEqualTo(Grade.DELIVERED);
    assertThat(plan.steps()).contains(new Step.ImportVm(Road.UPLOAD, "shared"));
    assertThat(plan.blocked()).isFalse();
  }

  @Test
  void theSameSpecGivesTheSameHashAndAnotherDiskAnother() {
    var smaller = spec(m -> disks(m, List.of(disk(4 * Specs.GIB, true))));

    assertThat(FullCopy.plan(Specs.spec()).hash()).isEqualTo(FullCopy.plan(Specs.spec()).hash());
    assertThat(FullCopy.plan(smaller).hash()).isNotEqualTo(FullCopy.plan(Specs.spec()).hash());
  }

  @Test
  void whateverWouldFailLaterBlocksNow() {
    assertThat(blockers(powered(Machine.PowerState.ON))).containsExactly("source-powered-on");
    assertThat(blockers(powered(Machine.PowerState.SUSPENDED)))
        .containsExactly("source-powered-on");
    assertThat(blockers(spec(m -> disks(m, List.of(disk(Specs.GIB, false))))))
        .containsExactly("disk-not-exportable");
    assertThat(blockers(spec(m -> disks(m, List.of())))).containsExactly("no-disks");
    assertThat(blockers(onNode(true, Specs.GIB, "images"))).containsExactly("storage-full");
    assertThat(blockers(onNode(true, 50 * Specs.GIB, "iso"))).containsExactly("storage-unsuitable");
    assertThat(blockers(onNode(false, 50 * Specs.GIB, "images")))
        .containsExactly("no-upload-storage");
  }

  @Test
  void everyFindingSaysWhatToDo() {
    assertThat(FullCopy.plan(powered(Machine.PowerState.ON)).findings())
        .allSatisfy(f -> assertThat(f.remedy()).isNotBlank());
  }

  @Test
  void snapshotsLowerTheGradeAndSayWhy() {
    var plan = FullCopy.plan(spec(m -> like(m, m.power(), 2, m.disks())));

    assertThat(plan.reachable()).isEqualTo(Grade.COPIED);
    assertThat(plan.findings()).extracting(Finding::rule).contains("source-has-snapshots");
  }

  static MigrationSpec powered(Machine.PowerState power) {
    return spec(m -> like(m, power, 0, m.disks()));
  }

  private static List<String> blockers(MigrationSpec spec) {
    return FullCopy.plan(spec).findings().stream()
        .filter(f -> f.severity() == Finding.Severity.BLOCKER)
        .map(Finding::rule)
        .toList();
  }

  private static MigrationSpec onNode(boolean mounted, long available, String content) {
    return Specs.spec(Specs.machine(), Specs.node(mounted, available, content), Road.AUTO);
  }

  private static MigrationSpec spec(java.util.function.UnaryOperator<Machine> change) {
    return Specs.spec(
        change.apply(Specs.machine()),
        Specs.node(true, 50 * Specs.GIB, "images", "import"),
        Road.AUTO);
  }

  private static Machine disks(Machine m, List<Machine.Disk> disks) {
    return like(m, m.power(), 0, disks);
  }

  private static Machine like(
      Machine m, Machine.PowerState power, int snapshots, List<Machine.Disk> disks) {
    return new Machine(
        m.id(),
        m.name(),
        power,
        m.firmware(),
        false,
        false,
        1,
        512,
        m.guestOs(),
        m.biosUuid(),
        snapshots,
        disks,
        m.nics());
  }

  private static Machine.Disk disk(long capacity, boolean exportable) {
    return new Machine.Disk(
        "2000",
        "Hard disk 1",
        capacity,
        Machine.Controller.PVSCSI,
        0,
        0,
        "[ds] w",
        true,
        exportable);
  }
}
