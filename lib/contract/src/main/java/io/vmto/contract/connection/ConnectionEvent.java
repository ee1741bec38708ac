package io.vmto.contract.connection;

import io.vmto.contract.Event;
import io.vmto.contract.error.Failure;
import java.time.Instant;
import java.util.Set;

/** The life of a connection; never carries a secret. */
public sealed interface ConnectionEvent extends Event {
  ConnectionId connection();

  record ConnectionCreated(
      ConnectionId connection, String name, Endpoint endpoint, SecretRef secret, Instant at)
      implements ConnectionEvent {}

  /** The server showed this certificate; nothing else was sent to it yet. */
  record FingerprintPresented(ConnectionId connection, String fingerprint, Instant at)
      implements ConnectionEvent {}

  record FingerprintConfirmed(ConnectionId connection, String fingerprint, Instant at)
      implements ConnectionEvent {}

  record SecretChanged(ConnectionId connection, String username, SecretRef secret, Instant at)
      implements ConnectionEvent {}

  /** How a node is logged in to by SSH from now on; the key is a secret like any other. */
  record SshChanged(ConnectionId connection, Endpoint.Ssh ssh, SecretRef key, Instant at)
      implements ConnectionEvent {}

  record ConnectionLimited(ConnectionId connection, long bytesPerSecond, Instant at)
      implements ConnectionEvent {}

  record ValidationRequested(ConnectionId connection, Instant at) implements ConnectionEvent {}

  record ConnectionReachable(
      ConnectionId connection, String product, String version, Set<String> capabilities, Instant at)
      implements ConnectionEvent {
    public ConnectionReachable {
      capabilities = Set.copyOf(capabilities);
    }
  }

  record ConnectionBroken(ConnectionId connection, Failure failure, Instant at)
      implements ConnectionEvent {}

  record ConnectionRemoved(ConnectionId connection, Instant at) implements ConnectionEvent {}
}
