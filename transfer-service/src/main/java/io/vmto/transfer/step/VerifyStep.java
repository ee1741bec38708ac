package io.vmto.transfer.step;

import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.StepReport;
import io.vmto.disk.Manifest;
import io.vmto.disk.Rehash;
import java.io.IOException;
import java.util.Map;

/** Re-reads both sides over other connections than the copy used, before the first boot. */
final class VerifyStep {
  private final Replicas replicas;

  VerifyStep(Replicas replicas) {
    this.replicas = replicas;
  }

  StepOutcome run(StepContext context, Step.Verify step) throws IOException {
    long read = 0;
    for (var disk : context.machine().disks()) {
      if (context.stopRequested()) {
        return new StepOutcome.Suspended();
      }
      var replica = replicas.copied(context, disk.key());
      var copied = replica.artifact().manifest();
      if (step.target()) {
        Mismatch.require(disk, "target", copied, target(context, disk, replica));
        read += disk.capacity();
      }
      if (step.source()) {
        Mismatch.require(disk, "source", copied, source(context, disk, step.copied()));
        read += disk.capacity();
      }
    }
    return new StepOutcome.Succeeded(new StepReport(read, 0, 0, Map.of()));
  }

  private static Manifest target(StepContext context, Machine.Disk disk, Replica replica)
      throws IOException {
    var written = replica.reread();
    try (var reader = written.reader()) {
      var seen =
          Rehash.of(
              reader,
              disk.capacity(),
              done ->
                  context
                      .progress()
                      .at("reread target", disk.key(), disk.capacity(), done, done, 0, 0));
      context
          .reports()
          .evidence(disk.key(), Evidence.Kind.TARGET_REREAD, seen.root(), written.method());
      return seen;
    }
  }

  private static Manifest source(StepContext context, Machine.Disk disk, Reading copied)
      throws IOException {
    try (var reader = context.openDisk(disk.key())) {
      var seen =
          Rehash.of(
              reader,
              disk.capacity(),
              done ->
                  context
                      .progress()
                      .at("reread source", disk.key(), disk.capacity(), done, done, 0, 0));
      // another connection at another time, but not another way
      var by = RangeReading.METHOD + (copied == Reading.RANGE ? " as the copy" : "");
      context.reports().evidence(disk.key(), Evidence.Kind.SOURCE_REREAD, seen.root(), by);
      return seen;
    }
  }
}
