package io.vmto.contract.connection;

import io.vmto.contract.Command;
import io.vmto.contract.error.Failure;
import java.util.Set;

/** What can be asked of a connection: by people first, by the probe below the line. */
public sealed interface ConnectionCommand extends Command {
  ConnectionId connection();

  @Override
  default ConnectionId target() {
    return connection();
  }

  /** {@code endpoint.trust} may be empty: then the presented fingerprint waits to be confirmed. */
  record CreateConnection(ConnectionId connection, String name, Endpoint endpoint, Secret secret)
      implements ConnectionCommand {}

  /** The operator has compared the fingerprint. */
  record ConfirmFingerprint(ConnectionId connection, String fingerprint)
      implements ConnectionCommand {}

  record ChangeSecret(ConnectionId connection, String username, Secret secret)
      implements ConnectionCommand {}

  /** {@link Endpoint.Ssh#NONE}, with an empty key, takes the access away. */
  record ChangeSsh(ConnectionId connection, Endpoint.Ssh ssh, Secret key)
      implements ConnectionCommand {}

  /** What all jobs of a process may read from it together; 0 is no limit. */
  record LimitConnection(ConnectionId connection, long bytesPerSecond)
      implements ConnectionCommand {
    public LimitConnection {
      if (bytesPerSecond < 0) {
        throw new IllegalArgumentException("bytesPerSecond: must not be negative");
      }
    }
  }

  record ValidateConnection(ConnectionId connection) implements ConnectionCommand {}

  record RemoveConnection(ConnectionId connection) implements ConnectionCommand {}

  // ── from the probe ──

  record RecordFingerprint(ConnectionId connection, String fingerprint)
      implements ConnectionCommand {}

  record RecordReachable(
      ConnectionId connection, String product, String version, Set<String> capabilities)
      implements ConnectionCommand {
    public RecordReachable {
      capabilities = Set.copyOf(capabilities);
    }
  }

  record RecordBroken(ConnectionId connection, Failure failure) implements ConnectionCommand {}
}
