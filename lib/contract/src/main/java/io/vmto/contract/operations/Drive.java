package io.vmto.contract.operations;

import io.vmto.contract.transfer.TransferId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody does a transfer's work, or is going to.
 *
 * @param worker who holds the lease now; empty when nobody does
 * @param next when a worker is woken for it; null when nothing is in the queue
 */
public record Drive(TransferId transfer, String worker, @Nullable Instant next) {
  public boolean held() {
    return !worker.isEmpty();
  }
}
