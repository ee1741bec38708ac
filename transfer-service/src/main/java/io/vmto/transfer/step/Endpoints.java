package io.vmto.transfer.step;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.ConnectionQuery.Access;
import io.vmto.contract.connection.ConnectionQuery.OpenConnection;
import io.vmto.contract.error.Rejected;
import io.vmto.hypervisor.Platforms;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.runtime.Failures;
import java.util.concurrent.TimeUnit;
import org.axonframework.queryhandling.QueryGateway;

/** Opens platforms by their connection; the secret is asked for each time and kept nowhere. */
public final class Endpoints {
  private final QueryGateway queries;

  public Endpoints(QueryGateway queries) {
    this.queries = queries;
  }

  SourcePlatform source(ConnectionId connection) {
    var access = access(connection);
    return Platforms.source(access.endpoint(), access.secret());
  }

  TargetPlatform target(ConnectionId connection) {
    return Platforms.target(access(connection));
  }

  private Access access(ConnectionId connection) {
    try {
      return queries
          .query(new OpenConnection(connection), Access.class)
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    } catch (RuntimeException e) {
      throw new Rejected(Failures.of(e));
    }
  }
}
