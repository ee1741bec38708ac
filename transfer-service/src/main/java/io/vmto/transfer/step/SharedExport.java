package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.SourcePlatform;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The export of one machine, for all its disks that are copied at the same time: a platform gives a
 * machine one lease at a time. The first disk opens it on a session of its own, the last one ends
 * it. A disk that was in it before waits for the next lease, because an address may work only once.
 */
final class SharedExport {
  private static final long ASK_MILLIS = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private @Nullable Lease current;

  private static final class Lease {
    final SourcePlatform source;
    final Export export;
    final Set<String> disks = new HashSet<>();
    int users;

    Lease(SourcePlatform source, Export export) {
      this.source = source;
      this.export = export;
    }
  }

  /**
   * The disk's part of the export; closing it leaves the lease to the others. Blocks while a lease
   * is opened, and while this disk has to wait for another one.
   *
   * @return null when it was stopped while it waited
   */
  @Nullable Export join(
      Supplier<SourcePlatform> source, String machine, String disk, BooleanSupplier stop) {
    lock.lock();
    try {
      while (current != null && current.disks.contains(disk)) {
        if (stop.getAsBoolean()) {
          return null;
        }
        boolean unused = ended.await(ASK_MILLIS, TimeUnit.MILLISECONDS);
      }
      var lease = current == null ? open(source, machine) : current;
      current = lease;
      lease.disks.add(disk);
      lease.users++;
      return new Part(lease);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException(
          Failure.passing(
              ErrorCode.TIMED_OUT,
              "Waiting for the export was interrupted.",
              "It is tried again."));
    } finally {
      lock.unlock();
    }
  }

  private static Lease open(Supplier<SourcePlatform> platform, String machine) {
    var source = platform.get();
    try {
      return new Lease(source, source.export(machine));
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Whether disks are being read under this lease. */
  boolean holds(String leaseId) {
    lock.lock();
    try {
      return current != null && current.export.leaseId().equals(leaseId);
    } finally {
      lock.unlock();
    }
  }

  /** One disk's view of the lease. */
  private final class Part implements Export {
    private final Lease lease;
    private boolean left;

    Part(Lease lease) {
      this.lease = lease;
    }

    @Override
    public String leaseId() {
      return lease.export.leaseId();
    }

    @Override
    public List<String> diskKeys() {
      return lease.export.diskKeys();
    }

    @Override
    public InputStream open(String diskKey) {
      return lease.export.open(diskKey);
    }

    @Override
    public void progress(int percent) {
      lease.export.progress(percent);
    }

    @Override
    public Optional<WireDigest> wireDigest(String diskKey) {
      return lease.export.wireDigest(diskKey);
    }

    /** For the last one: it ends well, and nobody joins it any more. */
    @Override
    public void complete() {
      lock.lock();
      try {
        if (lease.users == 1) {
          retire();
          lease.export.complete();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void abort(String reason) {
      lease.export.abort(reason);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (left) {
          return;
        }
        left = true;
        if (--lease.users == 0) {
          retire();
          end();
        }
      } finally {
        lock.unlock();
      }
    }

    private void retire() {
      if (current == lease) {
        current = null;
      }
      ended.signalAll();
    }

    private void end() {
      try {
        lease.export.close();
      } finally {
        lease.source.close();
      }
    }
  }
}
