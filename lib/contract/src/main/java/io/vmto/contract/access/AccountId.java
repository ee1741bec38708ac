package io.vmto.contract.access;

import io.vmto.contract.Id;

/** Identifies a local account; its name may change hands, its id never does. */
public record AccountId(String value) implements Id {
  public AccountId {
    Id.checked(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
