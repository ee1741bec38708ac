package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.StepReport;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Counters;
import io.vmto.disk.Throttle;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads, converts and stores one disk in one pass, and goes on where an earlier attempt was. */
final class CopyDiskStep {
  private final Replicas replicas;
  private final CheckpointStore checkpoints;

  CopyDiskStep(Replicas replicas, CheckpointStore checkpoints) {
    this.replicas = replicas;
    this.checkpoints = checkpoints;
  }

  StepOutcome run(StepContext context, Step.CopyDisk step) throws IOException {
    var disk = context.disk(step.disk());
    var machine = SourceState.require(context, disk);
    var replica = replicas.of(context, step.road(), disk);
    reportResumed(context, disk, replica);
    try (var reading = open(context, step, disk, machine)) {
      if (reading == null) {
        return new StepOutcome.Suspended();
      }
      var outcome = copy(context, disk, replica, reading);
      reading.ended(outcome);
      return outcome;
    }
  }

  /** Null when it was stopped while it waited for its turn. */
  private static @Nullable DiskReading open(
      StepContext context, Step.CopyDisk step, Machine.Disk disk, Machine machine)
      throws IOException {
    return switch (step.reading()) {
      case RANGE -> RangeReading.open(context, disk, machine);
      case NFC, AUTO -> ExportReading.open(context, disk);
    };
  }

  /** Without its journal a checkpoint is of a copy that was undone. */
  private void reportResumed(StepContext context, Machine.Disk disk, Replica replica) {
    var durable = checkpoints.durable(context.reports().transfer().value(), disk.key());
    if (durable > 0 && Files.exists(replica.notes().journal())) {
      context.reports().resumed(context.run().index(), durable);
    }
  }

  private StepOutcome copy(
      StepContext context, Machine.Disk disk, Replica replica, DiskReading reading)
      throws IOException {
    var stream = reading.stream();
    if (stream.capacity() != disk.capacity()) {
      throw new PlatformException(
          ErrorCode.SOURCE_CHANGED,
          "The source sends a disk of "
              + stream.capacity()
              + " bytes, not "
              + disk.capacity()
              + ".",
          "Create the job again.");
    }
    try (var sink = replica.openSink()) {
      var pass =
          CopyPass.of(stream, sink, replica.notes().journal(), 1)
              .observedBy(counters -> progress(context, disk, reading, counters))
              .onCheckpoint(counters -> checkpoint(context, disk, counters))
              .limitedBy(context.throttles().toArray(Throttle[]::new))
              .within(context.memory())
              .stopWhen(context::stopRequested);
      return switch (pass.run()) {
        case CopyPass.Stopped s -> new StepOutcome.Suspended();
        case CopyPass.Completed done -> finish(context, disk, replica, reading, done);
      };
    }
  }

  private static StepOutcome finish(
      StepContext context,
      Machine.Disk disk,
      Replica replica,
      DiskReading reading,
      CopyPass.Completed done)
      throws IOException {
    var doubt = reading.confirm();
    if (doubt != null) {
      return new StepOutcome.Failed(doubt);
    }
    var manifest = done.manifest();
    replica.artifact().store(manifest);
    context
        .reports()
        .evidence(disk.key(), Evidence.Kind.STREAM_ROOT, manifest.root(), reading.method());
    var counters = done.counters();
    return new StepOutcome.Succeeded(
        new StepReport(
            counters.wireBytes(),
            counters.zeroBytes(),
            counters.writtenBytes(),
            Map.of("root", manifest.root())));
  }

  private static void progress(
      StepContext context, Machine.Disk disk, DiskReading reading, Counters counters) {
    reading.progress((int) Math.min(99, counters.reachedBytes() * 100 / disk.capacity()));
    context
        .progress()
        .at(
            "copy",
            disk.key(),
            disk.capacity(),
            counters.reachedBytes(),
            counters.wireBytes(),
            counters.zeroBytes(),
            counters.writtenBytes());
  }

  private void checkpoint(StepContext context, Machine.Disk disk, Counters counters) {
    checkpoints.save(
        context.reports().transfer().value(),
        disk.key(),
        context.run().attempt(),
        context.reports().token(),
        counters.hashedBytes());
  }
}
