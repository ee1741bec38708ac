package io.vmto.contract.transfer;

/** Where a step stands. */
public enum StepStatus {
  PENDING,
  RUNNING,
  RETRYING,
  /** Done again and again; rests until its next time. */
  WAITING,
  FAILED,
  SKIPPED,
  SUCCEEDED
}
