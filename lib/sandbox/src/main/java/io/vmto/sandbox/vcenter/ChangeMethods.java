package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods around snapshots, the tracking of changes and the guest; under the world's lock. */
final class ChangeMethods {
  private final World world;
  private final ChangedAreas areas;

  ChangeMethods(World world) {
    this.world = world;
    this.areas = new ChangedAreas(world);
  }

  @Nullable Value call(SoapCall call, Session session) {
    return switch (call.method()) {
      case "CreateSnapshot_Task" -> create(call, session);
      case "RemoveSnapshot_Task" -> remove(call, session);
      case "RemoveAllSnapshots_Task" -> removeAll(call, session);
      case "ConsolidateVMDisks_Task" -> consolidate(call, session);
      case "ReconfigVM_Task" -> reconfigure(call, session);
      case "QueryChangedDiskAreas" -> areas.query(vm(call), call);
      case "ShutdownGuest" -> shutdown(vm(call));
      default -> throw new IllegalArgumentException(call.method());
    };
  }

  private Vm vm(SoapCall call) {
    return vm(call.self());
  }

  private Vm vm(Ref ref) {
    return world.vm(ref).orElseThrow(() -> SoapFault.gone(ref));
  }

  private Ref create(SoapCall call, Session session) {
    var vm = vm(call);
    return task(
        vm,
        "VirtualMachine.createSnapshot",
        session,
        0,
        () ->
            world
                .snapshots()
                .create(
                    vm(vm.ref()),
                    call.text("name"),
                    call.optional("description").orElse(""),
                    session.user())
                .ref());
  }

  private Ref remove(SoapCall call, Session session) {
    var ref = call.self();
    var owner = world.snapshots().owner(ref);
    return task(
        owner,
        "VirtualMachineSnapshot.remove",
        session,
        world.settings().removeMillis(),
        () -> {
          var vm = vm(owner.ref());
          var snapshot = vm.snapshot(ref).orElseThrow(() -> SoapFault.gone(ref));
          world.snapshots().remove(vm, snapshot, call.flag("removeChildren"));
          return null;
        });
  }

  private Ref removeAll(SoapCall call, Session session) {
    var owner = vm(call);
    return task(
        owner,
        "VirtualMachine.removeAllSnapshots",
        session,
        world.settings().removeMillis(),
        () -> {
          var vm = vm(owner.ref());
          if (!vm.snapshots().isEmpty()) {
            world.snapshots().remove(vm, vm.snapshots().getFirst(), true);
          }
          return null;
        });
  }

  private Ref consolidate(SoapCall call, Session session) {
    var owner = vm(call);
    return task(
        owner,
        "VirtualMachine.consolidateDisks",
        session,
        world.settings().removeMillis(),
        () -> {
          world.snapshots().consolidate(vm(owner.ref()));
          return null;
        });
  }

  /** Of all that can be reconfigured, the tracking of changes. */
  private Ref reconfigure(SoapCall call, Session session) {
    var owner = vm(call);
    var spec = call.child("spec").orElseThrow(() -> SoapFault.invalidRequest("missing spec"));
    if (spec.optional("changeTrackingEnabled").isEmpty()) {
      throw SoapFault.of("NotSupported", "Only change tracking can be reconfigured here.");
    }
    boolean wanted = spec.flag("changeTrackingEnabled");
    return task(
        owner,
        "VirtualMachine.reconfigure",
        session,
        0,
        () -> {
          world.put(vm(owner.ref()).tracking(wanted));
          return null;
        });
  }

  /** A machine does one of these at a time. */
  private Ref task(
      Vm vm, String description, Session session, long more, Supplier<@Nullable Value> effect) {
    if (world.leases().held(vm) || !world.tasks().recentOf(vm.ref()).isEmpty()) {
      throw SoapFault.taskInProgress();
    }
    return world.tasks().start(vm, description, session.user(), more, effect);
  }

  private @Nullable Value shutdown(Vm vm) {
    if (!vm.isOn()) {
      throw SoapFault.powerState(vm.power());
    }
    if (!world.guests().runs(vm)) {
      throw SoapFault.of(
          "ToolsUnavailable",
          "Cannot complete operation because VMware Tools is not running in this virtual machine.");
    }
    world.tasks().after(world.settings().shutdownMillis(), () -> shutDown(vm.ref()));
    return null;
  }

  private void shutDown(Ref ref) {
    world
        .vm(ref)
        .filter(Vm::isOn)
        .ifPresent(
            vm -> {
              world.guests().shutDown(vm);
              world.put(vm.powered("poweredOff"));
            });
  }

  /** Switched on it begins to track what it was asked to; switched off hard it loses count. */
  void powered(Vm vm, String state) {
    var changed = vm.powered(state);
    world.put(changed);
    if (changed.isOn()) {
      world.snapshots().stun(changed);
    } else if (vm.isOn()) {
      world.guests().stop(vm);
      world.snapshots().resetTracking(changed);
    }
  }
}
