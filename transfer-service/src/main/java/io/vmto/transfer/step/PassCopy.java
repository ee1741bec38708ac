package io.vmto.transfer.step;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Pass.DiskPass;
import io.vmto.disk.BlockReader;
import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.BlockStream;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Counters;
import io.vmto.disk.ExtentStream;
import io.vmto.disk.Manifest;
import io.vmto.disk.Throttle;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.SourceSnapshots;
import io.vmto.hypervisor.SourceSnapshots.Area;
import io.vmto.hypervisor.SourceSnapshots.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings the replica of one disk to the moment of a pass. */
final class PassCopy {
  /** Reading over a gap costs less than asking once more. */
  private static final long SMALL_GAP = 256 << 10;

  private final Replicas replicas;
  private final CheckpointStore checkpoints;

  PassCopy(Replicas replicas, CheckpointStore checkpoints) {
    this.replicas = replicas;
    this.checkpoints = checkpoints;
  }

  /**
   * What was done for a disk.
   *
   * @param changed bytes that the source named
   */
  record Copied(String disk, long changed, long read, long written) {}

  /**
   * @param frozen null reads a machine that is off
   * @return null when it was asked to stop
   */
  @Nullable Copied run(
      StepContext context,
      Road road,
      Pass pass,
      DiskPass part,
      @Nullable Snapshot frozen,
      BooleanSupplier stop)
      throws IOException {
    var disk = context.disk(part.disk());
    var replica = replicas.of(context, road, disk);
    var areas = areas(context, pass, part, frozen);
    boolean delta = areas != null && !part.whole();
    try (var stream = stream(open(context, disk, frozen), areas);
        var sink = replica.openSink()) {
      var journal = replica.notes().journal(pass.number());
      var copy =
          CopyPass.of(stream, sink, journal, pass.number())
              .remembering(replica.artifact().folder().resolve("granules"))
              .observedBy(counters -> progress(context, disk, pass, counters))
              .onCheckpoint(counters -> checkpoint(context, disk, counters))
              .limitedBy(context.throttles().toArray(Throttle[]::new))
              .within(context.memory())
              .stopWhen(stop);
      // a replica without any content needs no manifest: what is not read is zero, as it was
      if (delta && !sink.readsZero()) {
        copy.onto(replica.artifact().manifest());
      }
      if (!(copy.run() instanceof CopyPass.Completed done)) {
        return null;
      }
      replica.artifact().store(done.manifest());
      Files.deleteIfExists(replica.notes().journal(pass.number() - 1));
      long changed = areas == null ? disk.capacity() : areas.stream().mapToLong(Area::length).sum();
      return new Copied(
          disk.key(), changed, done.counters().wireBytes(), done.counters().writtenBytes());
    }
  }

  /** What is to be read, or null for the whole disk. A doubt is told, and never guessed away. */
  private static @Nullable List<Area> areas(
      StepContext context, Pass pass, DiskPass part, @Nullable Snapshot frozen) {
    var snapshots = context.source().snapshots();
    var id = context.machine().id();
    if (part.whole() && (pass.number() > 1 || frozen == null)) {
      return null;
    }
    try {
      var since = part.whole() ? SourceSnapshots.EVERYTHING : part.since();
      return snapshots.changed(id, frozen, part.disk(), since);
    } catch (PlatformException e) {
      if (e.failure().transientFault()) {
        throw e;
      }
      if (!part.whole()) {
        context.reports().widenPass(pass.number(), part.disk(), e.failure().message());
      }
      return null;
    }
  }

  private static BlockReader open(
      StepContext context, Machine.Disk disk, @Nullable Snapshot frozen) {
    var id = context.machine().id();
    return frozen == null
        ? context.source().openDisk(id, disk.key())
        : context.source().snapshots().open(id, frozen, disk.key());
  }

  private static BlockStream stream(BlockReader reader, @Nullable List<Area> areas) {
    return areas == null ? new BlockReaderStream(reader) : new ExtentStream(reader, merged(areas));
  }

  static List<Manifest.Range> merged(List<Area> areas) {
    var ranges = new ArrayList<Manifest.Range>();
    for (var area : areas) {
      if (!ranges.isEmpty()) {
        var last = ranges.getLast();
        long end = last.offset() + last.length();
        if (area.start() - end <= SMALL_GAP) {
          ranges.removeLast();
          ranges.add(new Manifest.Range(last.offset(), area.end() - last.offset()));
          continue;
        }
      }
      ranges.add(new Manifest.Range(area.start(), area.length()));
    }
    return ranges;
  }

  private static void progress(
      StepContext context, Machine.Disk disk, Pass pass, Counters counters) {
    context
        .progress()
        .at(
            "pass " + pass.number(),
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
