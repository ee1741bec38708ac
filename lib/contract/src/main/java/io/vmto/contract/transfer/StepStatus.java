package io.vmto.contract.transfer;

/** Where a step stands. */
public enum StepStatus {
  PENDING,
  RUNNING,
  RETRYING,
  FAILED,
  SKIPPED,
  SUCCEEDED
}
