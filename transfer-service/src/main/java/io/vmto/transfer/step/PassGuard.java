package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.hypervisor.SourceSnapshots.Snapshot;
import io.vmto.hypervisor.SourceSnapshots.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the source before and after a pass: the snapshot must stand alone on plain disks, or
 * what is read is of another time than its change ids say.
 */
final class PassGuard {
  private PassGuard() {}

  /**
   * What stands in the way of a pass, or null. Links that were left behind are consolidated.
   *
   * @param own our snapshot, which may be there; empty for none
   */
  static @Nullable Failure obstacle(StepContext context, String own) {
    var id = context.machine().id();
    var snapshots = context.source().snapshots();
    var now = snapshots.standing(id);
    if (now.snapshots().isEmpty() && now.consolidating()) {
      snapshots.consolidate(id);
      now = snapshots.standing(id);
    }
    var foreign = now.snapshots().stream().filter(name -> !name.equals(own)).toList();
    if (!foreign.isEmpty()) {
      return foreign(foreign);
    }
    if (now.snapshots().isEmpty() && !now.plain()) {
      return Failure.passing(
          ErrorCode.SNAPSHOT_FOREIGN,
          "The disks of the machine still stand on links of a snapshot that is gone.",
          "Consolidate the machine's disks on the platform; it is tried again.");
    }
    return planned(context, now);
  }

  private static Failure foreign(List<String> names) {
    return Failure.passing(
            ErrorCode.SNAPSHOT_FOREIGN,
            "Somebody else has a snapshot of the machine: " + String.join(", ", names) + ".",
            "It is waited for: let the backup end, or delete the snapshot on the platform.")
        .with("snapshots", String.join(", ", names));
  }

  private static @Nullable Failure planned(StepContext context, Standing now) {
    for (var disk : context.machine().disks()) {
      boolean same =
          now.disks().stream()
              .anyMatch(d -> d.key().equals(disk.key()) && d.capacity() == disk.capacity());
      if (!same || now.disks().size() != context.machine().disks().size()) {
        return changed(disk);
      }
    }
    return null;
  }

  private static Failure changed(Machine.Disk disk) {
    return Failure.of(
            ErrorCode.SOURCE_CHANGED,
            "The disks of the machine are not the ones that were planned.",
            "Create the job again.")
        .with("disk", disk.key());
  }

  /** Why what a snapshot froze is not what was there before it was taken, or null. */
  static @Nullable Failure doubt(StepContext context, Snapshot frozen) {
    for (var disk : context.machine().disks()) {
      var found = frozen.disk(disk.key());
      if (found.isEmpty() || found.get().chained() || found.get().capacity() != disk.capacity()) {
        return Failure.passing(
                ErrorCode.SNAPSHOT_FOREIGN,
                "Another snapshot was taken at the same time and lies below ours.",
                "It is tried again when the machine has no snapshots.")
            .with("disk", disk.key());
      }
    }
    return null;
  }

  /** What has changed at the source while a pass was made, or null. */
  static @Nullable Failure changedMeanwhile(
      StepContext context, Standing before, @Nullable Snapshot frozen) {
    var id = context.machine().id();
    var snapshots = context.source().snapshots();
    var now = snapshots.standing(id);
    boolean same =
        frozen == null
            ? now.plain() && SourceState.power(context) == Machine.PowerState.OFF
            : now.snapshots().equals(List.of(frozen.name()))
                && snapshots.find(id, frozen.name()).filter(frozen::equals).isPresent();
    if (same && now.host().equals(before.host()) && planned(context, now) == null) {
      return null;
    }
    return Failure.passing(
        ErrorCode.SOURCE_CHANGED,
        "Snapshots, host or disks of the machine changed while the pass was made.",
        "The pass is made again; let backups and moves of the machine end first.");
  }
}
