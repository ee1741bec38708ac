package io.vmto.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.Finding;
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
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void aMountedStorageMakesAPlanThatCanEndProven() {
    var plan = FullCopy.plan(Specs.spec());

    assertThat(plan.blocked()).isFalse();
    assertThat(plan.reachable()).isEqualTo(Grade.PROVEN);
    assertThat(plan.steps().stream().map(s -> s.getClass().getSimpleName()))
        .containsExactly("ReserveVm", "CopyDisk", "ImportVm", "Verify", "StartVm", "Release");
    assertThat(plan.steps()).contains(new Step.Verify(true, true, Reading.RANGE));
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
  void aNodeThatIsLoggedInToIsWrittenToAndAMountedStorageIsBetterStill() {
    var plan = FullCopy.plan(Specs.spec(Specs.machine(), reached(false), Road.AUTO));

    assertThat(plan.reachable()).isEqualTo(Grade.PROVEN);
    assertThat(copy(plan).road()).isEqualTo(Road.NODE);
    assertThat(plan.steps()).contains(new Step.ImportVm(Road.NODE, ""));
    assertThat(plan.steps()).contains(new Step.Verify(true, true, Reading.RANGE));
    assertThat(plan.blocked()).isFalse();
    assertThat(copy(FullCopy.plan(Specs.spec(Specs.machine(), reached(true), Road.AUTO))).road())
        .isEqualTo(Road.SHARED);
    assertThat(
            blockers(
                Specs.spec(Specs.machine(), Specs.node(true, 50 * Specs.GIB, "images"), Road.NODE)))
        .containsExactly("node-not-reached");
  }

  @Test
  void aWarmCopyIsWrittenToItsPlaceOrItsImportIsDowntime() {
    assertThat(rules(warm(reached(false)))).isEmpty();
    assertThat(rules(warm(Specs.node(true, 50 * Specs.GIB, "images")))).isEmpty();
    var upload = warm(Specs.node(false, 50 * Specs.GIB, "images", "import"));
    assertThat(rules(upload)).containsExactly("import-is-downtime");
    assertThat(upload.blocked()).isFalse();
    assertThat(upload.reachable()).isEqualTo(Grade.DELIVERED);
    assertThat(upload.steps())
        .contains(
            new Step.Verify(true, false, Reading.RANGE), new Step.ImportVm(Road.UPLOAD, "shared"));
  }

  private static List<String> rules(Plan plan) {
    return plan.findings().stream().map(Finding::rule).toList();
  }

  private static Plan warm(TargetNode node) {
    var cold =
        Specs.spec(
            like(Specs.machine(), Machine.PowerState.ON, 0, Specs.machine().disks()),
            node,
            Road.AUTO,
            Reading.AUTO,
            Set.of("RANGE_READ", "CHANGE_TRACKING"));
    var r = cold.request();
    var request =
        new MigrationRequest(
            r.source(),
            r.target(),
            r.name(),
            r.networks(),
            r.road(),
            r.read(),
            r.bootCheck(),
            new MigrationRequest.Warm(true, 60, 0, 300));
    var spec =
        new MigrationSpec(
            request,
            cold.machine(),
            cold.sourceCapabilities(),
            cold.node(),
            cold.targetCapabilities());
    return WarmCopy.plan(spec);
  }

  private static TargetNode reached(boolean mounted) {
    var node = Specs.node(mounted, 50 * Specs.GIB, "images");
    return new TargetNode(node.name(), true, node.storages(), node.networks(), true);
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

  @Test
  void aDiskThatIsAFlatFileIsReadByRangeAndThePlanSaysSo() {
    var copy = copy(FullCopy.plan(Specs.spec()));

    assertThat(copy.reading()).isEqualTo(Reading.RANGE);
    assertThat(copy.why()).contains("mounted here").contains("HTTP Range");
  }

  @Test
  void whereRangeIsNotPossibleTheDisksAreExportedAndThePlanSaysWhy() {
    var chained = disk(Specs.GIB, true, Machine.Disk.Content.OTHER);

    exported(spec(m -> disks(m, List.of(chained))), "Hard disk 1 is not one flat file");
    exported(spec(m -> like(m, m.power(), 1, m.disks())), "snapshots");
    exported(reading(Specs.machine(), Reading.AUTO, "STREAM_EXPORT"), "datastores");
    exported(reading(Specs.machine(), Reading.NFC, "STREAM_EXPORT", "RANGE_READ"), "asked for");
  }

  private static void exported(MigrationSpec spec, String why) {
    var plan = FullCopy.plan(spec);
    assertThat(copy(plan).reading()).isEqualTo(Reading.NFC);
    assertThat(copy(plan).why()).contains(why);
    assertThat(plan.blocked()).isFalse();
  }

  @Test
  void rangeReadsThatAreAskedForButImpossibleBlock() {
    var snapshots = like(Specs.machine(), Machine.PowerState.OFF, 1, Specs.machine().disks());

    assertThat(blockers(reading(snapshots, Reading.RANGE, "RANGE_READ")))
        .containsExactly("range-not-possible");
    assertThat(blockers(reading(Specs.machine(), Reading.RANGE, "STREAM_EXPORT")))
        .containsExactly("range-not-possible");
    assertThat(blockers(reading(Specs.machine(), Reading.RANGE, "RANGE_READ"))).isEmpty();
  }

  @Test
  void aDiskThatCannotBeReadAgainLowersTheGrade() {
    var chained = disk(Specs.GIB, true, Machine.Disk.Content.OTHER);
    var plan = FullCopy.plan(spec(m -> disks(m, List.of(chained))));

    assertThat(plan.reachable()).isEqualTo(Grade.COPIED);
    assertThat(plan.steps()).contains(new Step.Verify(false, true, Reading.NFC));
  }

  @Test
  void anotherReadingIsAnotherPlan() {
    var range = reading(Specs.machine(), Reading.RANGE, "RANGE_READ");
    var nfc = reading(Specs.machine(), Reading.NFC, "RANGE_READ");

    assertThat(FullCopy.plan(range).hash()).isNotEqualTo(FullCopy.plan(nfc).hash());
  }

  private static MigrationSpec reading(Machine machine, Reading read, String... capabilities) {
    return Specs.spec(
        machine,
        Specs.node(true, 50 * Specs.GIB, "images", "import"),
        Road.AUTO,
        read,
        Set.of(capabilities));
  }

  private static Step.CopyDisk copy(Plan plan) {
    return plan.steps().stream()
        .filter(Step.CopyDisk.class::isInstance)
        .map(Step.CopyDisk.class::cast)
        .findFirst()
        .orElseThrow();
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
        m.folder(),
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
    return disk(capacity, exportable, Machine.Disk.Content.FLAT);
  }

  private static Machine.Disk disk(
      long capacity, boolean exportable, Machine.Disk.Content content) {
    return new Machine.Disk(
        "2000",
        "Hard disk 1",
        capacity,
        Machine.Controller.PVSCSI,
        0,
        0,
        "[ds] w",
        true,
        exportable,
        content);
  }
}
