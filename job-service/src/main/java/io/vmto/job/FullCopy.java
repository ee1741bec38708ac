package io.vmto.job;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.Grade;
import java.util.ArrayList;

/** The cold strategy: the machine is off, every disk is copied once, then proven and started. */
final class FullCopy {
  static final String NAME = "full-copy";

  private FullCopy() {}

  static Plan plan(MigrationSpec spec) {
    var road = Strategy.road(spec);
    var reading = SourceReading.of(spec);
    boolean rereadSource = SourceReading.obstacle(spec).isEmpty();
    boolean rereadTarget = road != Road.UPLOAD;
    var steps = new ArrayList<Step>();
    steps.add(new Step.ReserveVm(spec.node().name()));
    for (var disk : spec.machine().disks()) {
      steps.add(
          new Step.CopyDisk(
              disk.key(),
              disk.capacity(),
              road,
              reading.reading(),
              why(spec, road) + "; " + reading.why()));
    }
    steps.add(new Step.ImportVm(road, road == Road.UPLOAD ? Preflight.uploadStorage(spec) : ""));
    steps.add(new Step.Verify(rereadSource, rereadTarget, reading.reading()));
    if (spec.request().bootCheck().start()) {
      steps.add(new Step.StartVm(spec.request().bootCheck()));
    }
    steps.add(new Step.Release());
    return new Plan(
        NAME,
        steps,
        reachable(road, rereadSource),
        Preflight.check(spec, road),
        Strategy.hash(NAME, spec, steps));
  }

  private static String why(MigrationSpec spec, Road road) {
    if (spec.request().road() != Road.AUTO) {
      return "road asked for";
    }
    return switch (road) {
      case SHARED -> "the storage is mounted here, so both sides can be re-read";
      case NODE -> "the node is logged in to, so both sides can be re-read";
      case UPLOAD, AUTO -> "the storage is not mounted here";
    };
  }

  private static Grade reachable(Road road, boolean rereadSource) {
    if (road == Road.UPLOAD) {
      return Grade.DELIVERED;
    }
    return rereadSource ? Grade.PROVEN : Grade.COPIED;
  }
}
