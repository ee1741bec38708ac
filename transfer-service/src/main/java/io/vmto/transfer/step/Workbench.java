package io.vmto.transfer.step;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.transfer.TransferId;
import io.vmto.disk.MemoryBudget;
import io.vmto.disk.Throttle;
import java.util.List;

/**
 * What the steps of a transfer share while one worker drives it; they must have ended at its close.
 */
public final class Workbench implements AutoCloseable {
  private final TransferId transfer;
  private final Throttles throttles;
  private final MemoryBudget memory;
  private final SharedExport export = new SharedExport();

  Workbench(TransferId transfer, Throttles throttles, MemoryBudget memory) {
    this.transfer = transfer;
    this.throttles = throttles;
    this.memory = memory;
  }

  MemoryBudget memory() {
    return memory;
  }

  SharedExport export() {
    return export;
  }

  List<Throttle> throttles(ConnectionId source) {
    return throttles.of(transfer, source);
  }

  @Override
  public void close() {
    throttles.forget(transfer);
  }
}
