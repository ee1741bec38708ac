package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.StepReport;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;

/** Gives the target to its owner, once the source was seen powered off again. */
final class ReleaseStep {
  private final ArtifactStore artifacts;
  private final CheckpointStore checkpoints;

  ReleaseStep(ArtifactStore artifacts, CheckpointStore checkpoints) {
    this.artifacts = artifacts;
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
          artifacts.delete(resource.name());
          context.reports().closed(resource, "deleted");
        }
        case EXPORT_LEASE, TARGET_VOLUME, UPLOADED_IMAGE -> {}
      }
    }
    checkpoints.forget(context.reports().transfer().value());
    return new StepOutcome.Succeeded(StepReport.NOTHING);
  }
}
