package io.vmto.hypervisor;

import io.vmto.contract.machine.Machine;
import io.vmto.disk.BlockReader;
import java.time.Duration;
import java.util.List;

/**
 * A platform machines are moved away from. Never changes the source beyond sessions, export leases
 * and what {@link #snapshots} and {@link #shutDownGuest} are asked to do. All calls block, time out
 * by themselves, and throw {@link PlatformException}.
 */
public interface SourcePlatform extends AutoCloseable {
  PlatformInfo info();

  List<Machine> machines();

  /**
   * @param id the platform's handle or the machine's unique name
   */
  Machine machine(String id);

  /** Opens an export lease over every disk of a machine that is powered off; see {@link Export}. */
  Export export(String machineId);

  /** Aborts a lease left by a dead process; unknown or expired leases are fine. */
  void abandonExport(String leaseId);

  /**
   * Opens a disk for random reads over a connection that has nothing to do with the export (HTTP
   * Range on the flat extent). Refused with DISK_NOT_EXPORTABLE where the disk has no flat extent.
   */
  BlockReader openDisk(String machineId, String diskKey);

  /** Snapshots and changed areas, to read a machine while it runs. */
  SourceSnapshots snapshots();

  /**
   * Asks the guest to shut down and returns at once; a machine that is off is fine. UNSUPPORTED
   * when the guest cannot be asked.
   */
  void shutDownGuest(String machineId);

  /** Blocks until the machine is seen powered off, or the time is over; says which. */
  boolean awaitOff(String machineId, Duration most);

  /** Powers a machine on; one that is on is fine. */
  void powerOn(String machineId);

  @Override
  void close();
}
