package io.vmto.transfer.step;

import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.StepReport;

/** How an attempt ended. */
public sealed interface StepOutcome {
  record Succeeded(StepReport report) implements StepOutcome {}

  record Failed(Failure failure) implements StepOutcome {}

  /** It stopped at a checkpoint because it was asked to. */
  record Suspended() implements StepOutcome {}
}
