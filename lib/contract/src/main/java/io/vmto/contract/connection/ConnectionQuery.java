package io.vmto.contract.connection;

import io.vmto.contract.machine.Hardware;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.machine.TargetNode;
import java.util.List;
import java.util.Map;
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

  /**
   * What a machine would have on this target; the endpoint itself is not asked. Answer: {@link
   * Hardware}.
   *
   * @param networks source network name → the target's network
   * @param storage of the target
   */
  record CompareHardware(
      ConnectionId connection, Machine machine, Map<String, String> networks, String storage)
      implements ConnectionQuery {
    public CompareHardware {
      networks = Map.copyOf(networks);
    }
  }

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
