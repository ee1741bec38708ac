package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Resource;
import io.vmto.hypervisor.PlatformException;

/** Asks the source whether the machine is still the one that was planned for a cold copy. */
final class SourceState {
  private SourceState() {}

  /** Whether a source that was shut down for its cutover runs again, and writes. */
  static boolean backOn(StepContext context) {
    return context
            .held(Resource.Kind.SHUTDOWN, "")
            .filter(seenOff -> !seenOff.remoteId().isEmpty())
            .isPresent()
        && power(context) == Machine.PowerState.ON;
  }

  static Machine.PowerState power(StepContext context) {
    return context.source().machine(context.machine().id()).power();
  }

  /** The machine as it is now: powered off, with the disk and as many others as were planned. */
  static Machine require(StepContext context, Machine.Disk planned) {
    var now = context.source().machine(context.machine().id());
    if (now.power() != Machine.PowerState.OFF) {
      throw new PlatformException(
          ErrorCode.SOURCE_POWERED_ON,
          now.name() + " is powered on.",
          "Shut it down on the source and retry; VMTO does not power it off for a cold copy.");
    }
    boolean same =
        now.disks().stream()
            .anyMatch(d -> d.key().equals(planned.key()) && d.capacity() == planned.capacity());
    if (!same || now.disks().size() != context.machine().disks().size()) {
      throw new PlatformException(
          ErrorCode.SOURCE_CHANGED,
          "The disks of " + now.name() + " are not the ones that were planned.",
          "Create the job again.");
    }
    return now;
  }
}
