package io.vmto.contract.access;

import io.vmto.contract.Event;
import java.time.Instant;
import java.util.Set;

/** The life of an API key; who made or revoked it stands in the metadata. */
public sealed interface KeyEvent extends Event {
  KeyId key();

  record KeyCreated(
      KeyId key,
      String name,
      String owner,
      Set<Permission> permissions,
      Instant expires,
      Instant at)
      implements KeyEvent {
    public KeyCreated {
      permissions = Set.copyOf(permissions);
    }
  }

  record KeyRevoked(KeyId key, Instant at) implements KeyEvent {}
}
