package io.vmto.contract.connection;

import io.vmto.contract.Id;

/** Identifies an endpoint with its credentials. */
public record ConnectionId(String value) implements Id {
  public ConnectionId {
    Id.checked(value);
  }

  public static ConnectionId random() {
    return new ConnectionId(java.util.UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
