package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.StepReport;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Gives the target to its owner, once the source was seen powered off again. */
final class ReleaseStep {
  private final ArtifactStore artifacts;
  private final Duration keep;
  private final CheckpointStore checkpoints;

  /**
   * @param keep how long artifacts stay after their job
   */
  ReleaseStep(ArtifactStore artifacts, Duration keep, CheckpointStore checkpoints) {
    this.artifacts = artifacts;
    this.keep = keep;
    this.checkpoints = checkpoints;
  }

  StepOutcome run(StepContext context) throws IOException {
    if (context.source().machine(context.machine().id()).power() != Machine.PowerState.OFF) {
      return new StepOutcome.Failed(
          Failure.of(
              ErrorCode.SOURCE_POWERED_ON,
              "The source was powered on during the migration.",
              "Its new writes are not in the copy: power it off and retry the job."));
    }
    for (var holding : context.run().ledger().reversed()) {
      var resource = holding.resource();
      switch (resource.kind()) {
        case TARGET_VM -> {
          // without our marker it was handed over by an attempt whose answer was lost
          context
              .target()
              .find(context.marker())
              .ifPresent(machine -> context.target().handOver(machine, context.marker()));
          context.reports().closed(resource, "handed over");
        }
        case ARTIFACT -> {
          context.reports().closed(resource, dispose(resource.name()));
        }
        case CHANGE_TRACKING -> {
          context.source().snapshots().track(resource.place(), false);
          context.reports().closed(resource, "switched off again");
        }
        case SHUTDOWN -> context.reports().closed(resource, "stays off");
        case EXPORT_LEASE, SNAPSHOT, TARGET_VOLUME, UPLOADED_IMAGE -> {}
      }
    }
    checkpoints.forget(context.reports().transfer().value());
    return new StepOutcome.Succeeded(StepReport.NOTHING);
  }

  private String dispose(String artifact) throws IOException {
    if (keep.isZero()) {
      artifacts.delete(artifact);
      return "deleted";
    }
    var until = Instant.now().plus(keep);
    artifacts.keep(artifact, until);
    return "kept until " + until;
  }
}
