package io.vmto.hypervisor.vsphere;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.machine.Machine;
import io.vmto.disk.BlockReader;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformInfo;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.SourceSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A vCenter or ESXi host (API 6.0 and newer) as a source: SOAP for the control plane, NFC leases
 * for exports, HTTP Range under {@code /folder} for random reads. Safe for many threads.
 */
public final class VsphereSource implements SourcePlatform {
  /** A host says nothing while it skips a large empty area of a thick disk. */
  private static final Duration USUAL_STALL = Duration.ofMinutes(2);

  private static final long LOOK_MILLIS = 250;
  private static final Duration POWER = Duration.ofMinutes(5);

  private final Session session;
  private final Machines machines;

  private final Duration stall;

  private VsphereSource(Session session, Duration stall) {
    this.session = session;
    this.stall = stall;
    this.machines = new Machines(new Inventory(session));
  }

  /** Checks the certificate, then logs in. */
  public static SourcePlatform connect(Endpoint endpoint, Secret secret) {
    return connect(endpoint, secret, USUAL_STALL);
  }

  /**
   * @param stall how long a host may be silent inside a disk's stream before it counts as stalled
   */
  public static SourcePlatform connect(Endpoint endpoint, Secret secret, Duration stall) {
    return new VsphereSource(Session.open(endpoint, secret, Recorder.NONE), stall);
  }

  @Override
  public PlatformInfo info() {
    var about = session.about();
    var id = about.text("instanceUuid");
    return new PlatformInfo(
        about.text("name"),
        about.text("version") + " build " + about.text("build"),
        id.isEmpty() ? session.address().toString() : id,
        Set.of(
            PlatformInfo.Capability.STREAM_EXPORT,
            PlatformInfo.Capability.RANGE_READ,
            PlatformInfo.Capability.CHANGE_TRACKING));
  }

  @Override
  public List<Machine> machines() {
    return session.perform(machines::all);
  }

  @Override
  public Machine machine(String id) {
    return find(id).machine();
  }

  private VirtualMachine find(String id) {
    return session.perform(() -> machines.find(id));
  }

  @Override
  public Export export(String machineId) {
    return NfcExport.open(session, () -> find(machineId), stall);
  }

  @Override
  public void abandonExport(String leaseId) {
    new NfcLease(session, new Moref("HttpNfcLease", leaseId)).abandon();
  }

  @Override
  public BlockReader openDisk(String machineId, String diskKey) {
    var vm = find(machineId);
    return FlatExtent.open(session, vm, vm.disk(diskKey));
  }

  @Override
  public SourceSnapshots snapshots() {
    return new VsphereSnapshots(session);
  }

  @Override
  public void shutDownGuest(String machineId) {
    var vm = find(machineId);
    if (vm.machine().power() == Machine.PowerState.ON) {
      session.perform(() -> session.call("ShutdownGuest", vm.ref(), SoapArgs.none()));
    }
  }

  @Override
  public boolean awaitOff(String machineId, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    var ref = find(machineId).ref();
    while (session.perform(() -> machines.power(ref)) != Machine.PowerState.OFF) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Task.pause(LOOK_MILLIS);
    }
    return true;
  }

  @Override
  public void powerOn(String machineId) {
    var vm = find(machineId);
    if (vm.machine().power() != Machine.PowerState.ON) {
      Task.run(session, "PowerOnVM_Task", vm.ref(), SoapArgs.none(), POWER);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
