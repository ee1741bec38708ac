package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All export leases, and who reads files beside them. Guarded by the world's lock. */
final class Leases {
  private final World world;
  private final List<Lease> leases = new ArrayList<>();
  private final Map<String, Integer> folderReaders = new HashMap<>();

  Leases(World world) {
    this.world = world;
  }

  Lease open(Vm vm, Session session, Endpoints endpoints) {
    if (!vm.power().equals("poweredOff")) {
      throw SoapFault.powerState(vm.power());
    }
    if (held(vm)) {
      throw SoapFault.taskInProgress();
    }
    var lease = new Lease(session.newRef("HttpNfcLease"), vm, world, endpoints);
    leases.add(lease);
    session.add(lease);
    world.tasks().after(world.settings().leaseInitMillis(), () -> initialize(lease));
    return lease;
  }

  private void initialize(Lease lease) {
    if (folderReaders.getOrDefault(lease.vm().id(), 0) > 0) {
      lease.fail(
          new SoapFault(
              Data.derived("FileFault").put("file", lease.vm().vmx()),
              "DiskLib error 16392: Failed to lock the file"));
    } else {
      lease.becomeReady();
    }
  }

  /** Whether power, export and file reads of the machine are blocked. */
  boolean held(Vm vm) {
    return leases.stream().anyMatch(lease -> lease.vm().id().equals(vm.id()) && !lease.over());
  }

  void remove(Lease lease) {
    leases.remove(lease);
  }

  List<Lease> all() {
    return List.copyOf(leases);
  }

  void expire() {
    int limit = world.settings().leaseSeconds();
    all().stream().filter(lease -> lease.idleFor(limit)).forEach(Lease::expire);
  }

  /** The lease and file behind a ticket, if they can be read now. */
  Optional<Lease> withTicket(String token) {
    return leases.stream()
        .filter(lease -> lease.items().stream().anyMatch(item -> item.token.equals(token)))
        .findFirst();
  }

  Optional<SessionObject> byRef(Ref ref) {
    return leases.stream()
        .filter(lease -> lease.ref().equals(ref))
        .map(SessionObject.class::cast)
        .findFirst();
  }

  void readingFolder(Vm vm, int change) {
    folderReaders.merge(vm.id(), change, Integer::sum);
  }
}
