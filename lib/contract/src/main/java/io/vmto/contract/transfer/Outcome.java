package io.vmto.contract.transfer;

/** How a transfer ended. */
public enum Outcome {
  SUCCEEDED,
  FAILED,
  CANCELLED
}
