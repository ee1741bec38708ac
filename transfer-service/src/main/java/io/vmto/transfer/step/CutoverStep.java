package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Resource;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shuts the guest down, sees that it is off, and copies what changed last. */
final class CutoverStep {
  /** How long a request to stop may wait. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final PassRunner passes;
  private final Replicas replicas;

  CutoverStep(PassRunner passes, Replicas replicas) {
    this.passes = passes;
    this.replicas = replicas;
  }

  StepOutcome run(StepContext context, Step.Cutover step) throws IOException {
    var id = context.machine().id();
    var shutdown = context.resource(Resource.Kind.SHUTDOWN, "shutdown-" + id, id, "");
    context.reports().requestShutdown();
    context.reports().intend(shutdown);
    var refusal = ask(context);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(step.shutdownSeconds());
    while (!context.source().awaitOff(id, LOOK)) {
      if (context.stopRequested()) {
        return new StepOutcome.Suspended();
      }
      if (System.nanoTime() > deadline) {
        return new StepOutcome.Failed(refusal == null ? didNotStop(step) : refusal);
      }
      refusal = refusal == null ? null : ask(context);
    }
    context.reports().poweredOff();
    context.reports().opened(shutdown, id);
    var outcome = passes.run(context, step.road(), true);
    if (outcome instanceof StepOutcome.Succeeded) {
      for (var disk : context.machine().disks()) {
        var manifest = replicas.copied(context, disk.key()).artifact().manifest();
        context
            .reports()
            .evidence(disk.key(), Evidence.Kind.STREAM_ROOT, manifest.root(), RangeReading.METHOD);
      }
    }
    return outcome;
  }

  /**
   * Asks the guest, and says why it cannot be asked: it may have just been started, or somebody
   * stops it on the platform.
   */
  private static @Nullable Failure ask(StepContext context) {
    try {
      if (SourceState.power(context) != Machine.PowerState.OFF) {
        context.source().shutDownGuest(context.machine().id());
      }
      return null;
    } catch (PlatformException e) {
      if (e.failure().code() == ErrorCode.UNSUPPORTED) {
        return e.failure();
      }
      throw e;
    }
  }

  private static Failure didNotStop(Step.Cutover step) {
    return Failure.passing(
        ErrorCode.GUEST_DID_NOT_STOP,
        "The guest did not shut down within " + step.shutdownSeconds() + " s.",
        "Shut it down in the guest or on the platform; it is looked at again.");
  }
}
