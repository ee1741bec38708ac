package io.vmto.contract.view;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionStatus;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.error.Failure;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection as it is read; never carries a secret.
 *
 * @param bytesPerSecond what all jobs of a process may read from it together; 0 is no limit
 */
public record ConnectionView(
    ConnectionId id,
    String name,
    ConnectionStatus status,
    Endpoint endpoint,
    String presentedFingerprint,
    String product,
    String version,
    Set<String> capabilities,
    long bytesPerSecond,
    @Nullable Failure failure,
    Instant createdAt,
    Instant updatedAt) {
  public ConnectionView {
    capabilities = Set.copyOf(capabilities);
  }
}
