package io.vmto.contract.transfer;

import io.vmto.contract.Id;

/** Identifies the doing of one job; one per job, never the same id. */
public record TransferId(String value) implements Id {
  public TransferId {
    Id.checked(value);
  }

  public static TransferId of(io.vmto.contract.job.JobId job) {
    return new TransferId("t-" + job.value());
  }

  @Override
  public String toString() {
    return value;
  }
}
