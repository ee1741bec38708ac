package io.vmto.standalone.architecture.broken.job;

import io.vmto.standalone.architecture.broken.transfer.NeighbourConfiguration;

final class CallsTransfer {
  final Object neighbour = new NeighbourConfiguration();
}
