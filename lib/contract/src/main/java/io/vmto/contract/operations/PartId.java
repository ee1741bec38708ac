package io.vmto.contract.operations;

import io.vmto.contract.Id;

/** Names a part of the installation that can be ordered about: an event processor, a read model. */
public record PartId(String value) implements Id {
  public PartId {
    Id.checked(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
