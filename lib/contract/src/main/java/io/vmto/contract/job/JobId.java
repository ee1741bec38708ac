package io.vmto.contract.job;

import io.vmto.contract.Id;

/** Identifies one migration of one machine. */
public record JobId(String value) implements Id {
  public JobId {
    Id.checked(value);
  }

  public static JobId random() {
    return new JobId(java.util.UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
