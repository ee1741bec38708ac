package io.vmto.job;

import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Grade;
import java.util.ArrayList;

/**
 * The warm strategy: the machine is copied while it runs, kept in step, shut down for what changed
 * last, proven leaf by leaf and started.
 */
final class WarmCopy {
  static final String NAME = "warm-copy";

  private WarmCopy() {}

  static Plan plan(MigrationSpec spec) {
    var warm = spec.request().warm();
    var road = Strategy.road(spec);
    boolean upload = road == Road.UPLOAD;
    var steps = new ArrayList<Step>();
    steps.add(new Step.ReserveVm(spec.node().name()));
    steps.add(new Step.TrackChanges());
    steps.add(new Step.FullPass(road));
    steps.add(new Step.SyncUntilCutover(road, warm.intervalSeconds(), warm.budgetBytes()));
    steps.add(new Step.Cutover(road, warm.shutdownSeconds()));
    steps.add(new Step.Verify(true, !upload, Reading.RANGE));
    steps.add(new Step.ImportVm(road, upload ? Preflight.uploadStorage(spec) : ""));
    if (spec.request().bootCheck().start()) {
      steps.add(new Step.StartVm(spec.request().bootCheck()));
    }
    steps.add(new Step.Release());
    return new Plan(
        NAME,
        steps,
        upload ? Grade.DELIVERED : Grade.PROVEN,
        Preflight.check(spec, road),
        Strategy.hash(NAME, spec, steps));
  }
}
