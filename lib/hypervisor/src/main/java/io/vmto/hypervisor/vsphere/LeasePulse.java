package io.vmto.hypervisor.vsphere;

import static io.vmto.contract.error.ErrorCode.UPSTREAM_FAILED;

import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.PlatformException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease on a thread of its own, so that a slow reader never loses it, and knows when it is
 * lost all the same.
 */
final class LeasePulse implements AutoCloseable {
  private static final long SLOWEST_MILLIS = 30_000;
  private static final long FASTEST_MILLIS = 100;
  private static final int NOT_DONE = 99;

  private final NfcLease lease;
  private final long timeoutNanos;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("nfc-lease").factory());
  private int percent;
  private volatile long renewed = System.nanoTime();
  private volatile @Nullable PlatformException lost;

  LeasePulse(NfcLease lease, int timeoutSeconds) {
    this.lease = lease;
    this.timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    var every = Math.clamp(timeoutSeconds * 250L, FASTEST_MILLIS, SLOWEST_MILLIS);
    var _ = clock.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
  }

  /** Remembered for the next beat; never goes back, and 100 is for {@code complete} alone. */
  synchronized void progress(int now) {
    percent = Math.max(percent, Math.clamp(now, 0, NOT_DONE));
  }

  private synchronized int percent() {
    return percent;
  }

  private void beat() {
    try {
      lease.progress(percent());
      renewed = System.nanoTime();
    } catch (RuntimeException e) {
      var silence = e instanceof PlatformException && !(e.getCause() instanceof SoapFault);
      if (!silence || System.nanoTime() - renewed > timeoutNanos) {
        lost = lost(e);
        clock.shutdown();
      }
    }
  }

  private static PlatformException lost(RuntimeException cause) {
    var failure =
        Failure.passing(
            UPSTREAM_FAILED,
            "The export lease ended on the platform's side",
            "The disk is exported again with a new lease; see who ended the task on the platform.");
    return new PlatformException(
        failure.with("because", String.valueOf(cause.getMessage())), cause);
  }

  /** Throws when the lease is known to be lost. */
  void check() {
    var failure = lost;
    if (failure != null) {
      throw new PlatformException(failure.failure(), failure);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
