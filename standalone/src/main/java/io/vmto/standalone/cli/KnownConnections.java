package io.vmto.standalone.cli;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.view.ConnectionView;
import io.vmto.contract.view.ViewQuery;

/** Connections as people name them on the command line. */
final class KnownConnections {
  private KnownConnections() {}

  /** By name or id. */
  static ConnectionId id(ApiClient api, String connection) {
    return api.get("/connections", ViewQuery.Connections.class).connections().stream()
        .filter(c -> c.name().equals(connection) || c.id().value().equals(connection))
        .map(ConnectionView::id)
        .findFirst()
        .orElseThrow(
            () ->
                new ApiProblem(
                    ErrorCode.UNKNOWN_CONNECTION,
                    "There is no connection " + connection + ".",
                    "Name one that GET /api/v1/connections lists."));
  }
}
