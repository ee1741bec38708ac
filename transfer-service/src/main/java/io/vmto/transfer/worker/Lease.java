package io.vmto.transfer.worker;

import io.vmto.contract.transfer.TransferId;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease being held: prolonged every second by a thread that does nothing else. It counts itself
 * lost when the database says so, or when it could not be prolonged in time by this process's own
 * monotonic clock.
 */
final class Lease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final Leases leases;
  private final TransferId transfer;
  private final long token;
  private final ScheduledFuture<?> heartbeat;
  private volatile long renewedAt = System.nanoTime();
  private volatile boolean taken;
  private volatile boolean stop;

  Lease(Leases leases, TransferId transfer, long token, ScheduledExecutorService heart) {
    this.leases = leases;
    this.transfer = transfer;
    this.token = token;
    this.heartbeat = heart.scheduleWithFixedDelay(this::beat, 500, 500, TimeUnit.MILLISECONDS);
  }

  long token() {
    return token;
  }

  boolean lost() {
    var age = System.nanoTime() - renewedAt;
    return taken || age > Leases.TERM.minus(Leases.MARGIN).toNanos();
  }

  /** Whether to stop at the next checkpoint: asked to, or no longer entitled to go on. */
  boolean stopRequested() {
    return stop || lost();
  }

  /** The step has stopped; the next one is not meant. */
  void stopHeard() {
    stop = false;
    leases.stopHeard(transfer, token);
  }

  private void beat() {
    try {
      long asked = System.nanoTime();
      var answer = leases.renew(transfer, token);
      if (answer.isEmpty()) {
        taken = true;
      } else {
        renewedAt = asked;
        stop = answer.get();
      }
    } catch (RuntimeException e) {
      log.warn("Lease of {} could not be prolonged: {}", transfer, e.getMessage());
    }
  }

  @Override
  public void close() {
    heartbeat.cancel(false);
    if (!taken) {
      leases.release(transfer, token);
    }
  }
}
