package io.vmto.contract.connection;

import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import java.util.List;
import java.util.Set;

/** Questions answered by connection-service, live from the endpoint. */
public sealed interface ConnectionQuery {
  ConnectionId connection();

  /** Answer: {@link Machines}. */
  record ListMachines(ConnectionId connection) implements ConnectionQuery {}

  /** By handle or unique name. Answer: {@link FoundMachine}. */
  record FindMachine(ConnectionId connection, String machine) implements ConnectionQuery {}

  /** Answer: {@link Nodes}. */
  record ListNodes(ConnectionId connection) implements ConnectionQuery {}

  /** For services that work on the endpoint; never for people. Answer: {@link Access}. */
  record OpenConnection(ConnectionId connection) implements ConnectionQuery {}

  /** Checks our assumptions against the endpoint, read-only. Answer: {@link Diagnosis}. */
  record DiagnoseConnection(ConnectionId connection) implements ConnectionQuery {}

  record Machines(List<Machine> machines) {
    public Machines {
      machines = List.copyOf(machines);
    }
  }

  /**
   * @param platform what the platform calls itself, whatever address it is reached by
   */
  record FoundMachine(Machine machine, Set<String> capabilities, String platform) {
    public FoundMachine {
      capabilities = Set.copyOf(capabilities);
    }
  }

  record Nodes(List<TargetNode> nodes, Set<String> capabilities) {
    public Nodes {
      nodes = List.copyOf(nodes);
      capabilities = Set.copyOf(capabilities);
    }
  }

  /**
   * @param sshKey a private key as text; empty where the endpoint has no SSH access
   */
  record Access(Endpoint endpoint, Secret secret, Secret sshKey) {}
}
