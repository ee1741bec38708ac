package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Counters;
import io.vmto.disk.DigestingInputStream;
import io.vmto.disk.Manifest;
import io.vmto.disk.StreamOptimizedVmdk;
import io.vmto.disk.Throttle;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Exports, converts and stores one disk in one pass, and goes on where an earlier attempt was. */
final class CopyDiskStep {
  private static final String SHA1 = "SHA-1";
  private static final String SHA256 = "SHA-256";

  private final Replicas replicas;
  private final CheckpointStore checkpoints;

  CopyDiskStep(Replicas replicas, CheckpointStore checkpoints) {
    this.replicas = replicas;
    this.checkpoints = checkpoints;
  }

  StepOutcome run(StepContext context, Step.CopyDisk step) throws IOException {
    var disk = context.disk(step.disk());
    closeStaleLease(context, disk.key());
    checkSource(context, disk);
    var replica = replicas.of(context, step.road(), disk);
    reportResumed(context, disk, replica);
    var name = "export-" + disk.key() + "-" + context.run().attempt();
    var lease =
        context.resource(Resource.Kind.EXPORT_LEASE, name, context.machine().id(), disk.key());
    context.reports().intend(lease);
    try (var export = context.export(disk.key())) {
      if (export == null) {
        context.reports().closed(lease, "never made");
        return new StepOutcome.Suspended();
      }
      context.reports().opened(lease, export.leaseId());
      var outcome = copy(context, disk, replica, export);
      if (outcome instanceof StepOutcome.Succeeded) {
        export.complete();
      }
      context.reports().closed(lease, outcome.getClass().getSimpleName());
      return outcome;
    }
  }

  /** Without its journal a checkpoint is of a copy that was undone. */
  private void reportResumed(StepContext context, Machine.Disk disk, Replicas.Replica replica) {
    var durable = checkpoints.durable(context.reports().transfer().value(), disk.key());
    if (durable > 0 && Files.exists(replica.journal())) {
      context.reports().resumed(context.run().index(), durable);
    }
  }

  /** The lease of an attempt that died; the host would drop it by itself a little later. */
  private static void closeStaleLease(StepContext context, String disk) {
    context
        .held(Resource.Kind.EXPORT_LEASE, disk)
        .ifPresent(
            stale -> {
              if (!stale.remoteId().isEmpty() && !context.exports(stale.remoteId())) {
                context.source().abandonExport(stale.remoteId());
              }
              context.reports().closed(stale.resource(), "abandoned");
            });
  }

  private static void checkSource(StepContext context, Machine.Disk planned) {
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
  }

  private StepOutcome copy(
      StepContext context, Machine.Disk disk, Replicas.Replica replica, Export export)
      throws IOException {
    try (var wire = new DigestingInputStream(export.open(disk.key()), SHA1, SHA256);
        var stream = StreamOptimizedVmdk.open(wire);
        var sink = replica.openSink()) {
      if (stream.capacity() != disk.capacity()) {
        throw new PlatformException(
            ErrorCode.SOURCE_CHANGED,
            "The export is a disk of " + stream.capacity() + " bytes, not " + disk.capacity() + ".",
            "Create the job again.");
      }
      var pass =
          CopyPass.of(stream, sink, replica.journal(), 1)
              .observedBy(counters -> progress(context, disk, export, counters))
              .onCheckpoint(counters -> checkpoint(context, disk, counters))
              .limitedBy(context.throttles().toArray(Throttle[]::new))
              .within(context.memory())
              .stopWhen(context::stopRequested);
      return switch (pass.run()) {
        case CopyPass.Stopped s -> new StepOutcome.Suspended();
        case CopyPass.Completed done -> finish(context, disk, replica, export, wire, done);
      };
    }
  }

  private static StepOutcome finish(
      StepContext context,
      Machine.Disk disk,
      Replicas.Replica replica,
      Export export,
      DigestingInputStream wire,
      CopyPass.Completed done)
      throws IOException {
    wire.transferTo(OutputStream.nullOutputStream());
    var mismatch = checkWire(context, disk, export, wire);
    if (mismatch != null) {
      return new StepOutcome.Failed(mismatch);
    }
    Manifest manifest = done.manifest();
    manifest.write(replica.manifest());
    context
        .reports()
        .evidence(disk.key(), Evidence.Kind.STREAM_ROOT, manifest.root(), "nfc-stream");
    var counters = done.counters();
    return new StepOutcome.Succeeded(
        new StepReport(
            counters.wireBytes(),
            counters.zeroBytes(),
            counters.writtenBytes(),
            Map.of("root", manifest.root())));
  }

  private static @Nullable Failure checkWire(
      StepContext context, Machine.Disk disk, Export export, DigestingInputStream wire) {
    var said = export.wireDigest(disk.key()).orElse(null);
    if (said == null) {
      return null;
    }
    var seen = wire.hex(said.algorithm());
    if (said.size() == wire.count() && said.hex().equals(seen)) {
      context.reports().evidence(disk.key(), Evidence.Kind.WIRE_DIGEST, seen, said.algorithm());
      return null;
    }
    return Failure.passing(
            ErrorCode.WIRE_DIGEST_MISMATCH,
            "The host's checksum of the export is not that of the bytes received.",
            "The disk is copied again; if it keeps happening, look at the network in between.")
        .with("disk", disk.key())
        .with("host", said.hex())
        .with("received", seen);
  }

  private static void progress(
      StepContext context, Machine.Disk disk, Export export, Counters counters) {
    export.progress((int) Math.min(99, counters.reachedBytes() * 100 / disk.capacity()));
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
