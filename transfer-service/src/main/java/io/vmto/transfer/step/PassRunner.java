package io.vmto.transfer.step;

import io.vmto.contract.error.Failure;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Pass.DiskResult;
import io.vmto.contract.transfer.StepReport;
import io.vmto.hypervisor.SourceSnapshots.FrozenDisk;
import io.vmto.hypervisor.SourceSnapshots.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one pass in the only order there is: begun, snapshot, its own look at what it froze, copy,
 * durable, the source unchanged, change ids stored, snapshot gone.
 */
final class PassRunner {
  private final PassCopy copy;
  private final StepRunner.SnapshotLimits limits;

  PassRunner(PassCopy copy, StepRunner.SnapshotLimits limits) {
    this.copy = copy;
    this.limits = limits;
  }

  /**
   * @param last the source is off and stays off; no snapshot is needed
   */
  StepOutcome run(StepContext context, Road road, boolean last) throws IOException {
    var left = context.reports().findPass();
    Freeze.removeStale(context, left == null ? "" : left.snapshot());
    var pass = context.reports().beginPass(context.run().index(), last);
    var obstacle = PassGuard.obstacle(context, pass.snapshot());
    if (obstacle == null && !last) {
      obstacle = SnapshotGuard.obstacle(context, limits);
    }
    if (obstacle != null) {
      return new StepOutcome.Failed(obstacle);
    }
    var before = context.source().snapshots().standing(context.machine().id());
    var began = System.nanoTime();
    var frozen = last ? null : Freeze.take(context, pass.snapshot());
    var doubt = frozen == null ? null : PassGuard.doubt(context, frozen);
    if (doubt != null) {
      return voided(context, pass, doubt);
    }
    var guard = frozen == null ? null : new SnapshotGuard(context, limits);
    var results = new ArrayList<DiskResult>();
    for (var disk : pass.disks()) {
      var outcome = copy.run(context, road, pass, disk, frozen, () -> stop(context, guard));
      if (outcome == null) {
        var alarm = guard == null ? null : guard.alarm();
        return alarm == null ? new StepOutcome.Suspended() : voided(context, pass, alarm);
      }
      results.add(result(outcome, frozen));
    }
    var changed = PassGuard.changedMeanwhile(context, before, frozen);
    if (changed != null) {
      return voided(context, pass, changed);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    var result = new Pass.Result(pass.number(), results, millis);
    context.reports().completePass(result);
    if (frozen != null) {
      Freeze.remove(context, pass.snapshot());
    }
    return new StepOutcome.Succeeded(report(result));
  }

  private static boolean stop(StepContext context, @Nullable SnapshotGuard guard) {
    return context.stopRequested() || (guard != null && guard.alarmed());
  }

  private static DiskResult result(PassCopy.Copied copied, @Nullable Snapshot frozen) {
    var id = frozen == null ? "" : frozen.disk(copied.disk()).map(FrozenDisk::changeId).orElse("");
    return new DiskResult(copied.disk(), id, copied.changed(), copied.read(), copied.written());
  }

  private static StepReport report(Pass.Result result) {
    long read = result.disks().stream().mapToLong(DiskResult::read).sum();
    long written = result.disks().stream().mapToLong(DiskResult::written).sum();
    return new StepReport(
        read,
        0,
        written,
        Map.of(
            "pass", String.valueOf(result.number()),
            "changed", String.valueOf(result.changed())));
  }

  /** The snapshot does not stay open for a pass that counts for nothing. */
  private static StepOutcome voided(StepContext context, Pass pass, Failure why) {
    context.reports().voidPass(pass.number(), why);
    if (!pass.last()) {
      Freeze.remove(context, pass.snapshot());
    }
    return new StepOutcome.Failed(why);
  }
}
