package io.vmto.contract.access;

import io.vmto.contract.Id;

/** Identifies an API key; it is not the key. */
public record KeyId(String value) implements Id {
  public KeyId {
    Id.checked(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
