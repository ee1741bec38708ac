package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Resource;
import io.vmto.disk.BlockStream;
import io.vmto.disk.DigestingInputStream;
import io.vmto.disk.StreamOptimizedVmdk;
import io.vmto.hypervisor.Export;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Reads the export stream of an NFC lease, and compares it with what the host says it sent. */
final class ExportReading implements DiskReading {
  private static final String SHA1 = "SHA-1";
  private static final String SHA256 = "SHA-256";

  private final StepContext context;
  private final Machine.Disk disk;
  private final Resource lease;
  private final Export export;
  private final DigestingInputStream wire;
  private final BlockStream stream;

  private ExportReading(
      StepContext context,
      Machine.Disk disk,
      Resource lease,
      Export export,
      DigestingInputStream wire)
      throws IOException {
    this.context = context;
    this.disk = disk;
    this.lease = lease;
    this.export = export;
    this.wire = wire;
    this.stream = StreamOptimizedVmdk.open(wire);
  }

  /** Null when it was stopped while it waited for another lease. */
  static @Nullable ExportReading open(StepContext context, Machine.Disk disk) throws IOException {
    closeStaleLease(context, disk.key());
    var name = "export-" + disk.key() + "-" + context.run().attempt();
    var lease =
        context.resource(Resource.Kind.EXPORT_LEASE, name, context.machine().id(), disk.key());
    context.reports().intend(lease);
    var export = context.export(disk.key());
    if (export == null) {
      context.reports().closed(lease, "never made");
      return null;
    }
    try {
      context.reports().opened(lease, export.leaseId());
      return open(context, disk, lease, export);
    } catch (IOException | RuntimeException e) {
      export.close();
      throw e;
    }
  }

  private static ExportReading open(
      StepContext context, Machine.Disk disk, Resource lease, Export export) throws IOException {
    var wire = new DigestingInputStream(export.open(disk.key()), SHA1, SHA256);
    try {
      return new ExportReading(context, disk, lease, export, wire);
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
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

  @Override
  public BlockStream stream() {
    return stream;
  }

  @Override
  public String method() {
    return "nfc-stream";
  }

  @Override
  public void progress(int percent) {
    export.progress(percent);
  }

  @Override
  public @Nullable Failure confirm() throws IOException {
    wire.transferTo(OutputStream.nullOutputStream());
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

  @Override
  public void ended(StepOutcome outcome) {
    if (outcome instanceof StepOutcome.Succeeded) {
      export.complete();
    }
    context.reports().closed(lease, outcome.getClass().getSimpleName());
  }

  @Override
  public void close() throws IOException {
    try (export;
        wire) {
      stream.close();
    }
  }
}
