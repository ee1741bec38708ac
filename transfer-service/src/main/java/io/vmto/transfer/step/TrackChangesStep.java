package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.hypervisor.SourceSnapshots.FrozenDisk;
import java.util.Map;

/**
 * Makes the source note changes, and shows with a snapshot that it does for every disk. Tracking
 * that was on already is left as it is.
 */
final class TrackChangesStep {
  /** The first snapshot is the stun after which tracking works, the second shows it. */
  private static final int LOOKS = 2;

  StepOutcome run(StepContext context) {
    var id = context.machine().id();
    var snapshots = context.source().snapshots();
    Freeze.removeStale(context, "");
    var obstacle = PassGuard.obstacle(context, "");
    if (obstacle != null) {
      return new StepOutcome.Failed(obstacle);
    }
    var tracking = context.resource(Resource.Kind.CHANGE_TRACKING, "tracking-" + id, id, "");
    boolean ours = context.held(Resource.Kind.CHANGE_TRACKING, "").isPresent();
    if (!ours && !snapshots.standing(id).tracking()) {
      context.reports().intend(tracking);
      snapshots.track(id, true);
      context.reports().opened(tracking, id);
    }
    for (int look = 1; look <= LOOKS; look++) {
      var name = "vmto-" + context.run().job() + "-look-" + look;
      var snapshot = Freeze.take(context, name);
      Freeze.remove(context, name);
      if (snapshot.disks().stream().noneMatch(disk -> untracked(context, disk))) {
        return new StepOutcome.Succeeded(StepReport.of(Map.of("looks", String.valueOf(look))));
      }
    }
    return new StepOutcome.Failed(
        Failure.of(
            ErrorCode.TRACKING_UNAVAILABLE,
            "The platform does not note which blocks of the machine's disks change.",
            "Check that every disk has changed block tracking (ctkEnabled) and the machine hardware"
                + " version 7 or newer; or move it cold."));
  }

  private static boolean untracked(StepContext context, FrozenDisk disk) {
    boolean moved = context.machine().disks().stream().anyMatch(d -> d.key().equals(disk.key()));
    return moved && disk.changeId().isEmpty();
  }
}
