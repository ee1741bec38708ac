package io.vmto.transfer.step;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Evidence;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.disk.BlockReaderStream;
import io.vmto.disk.CopyPass;
import io.vmto.disk.Counters;
import io.vmto.disk.Qcow2Reader;
import io.vmto.disk.Rehash;
import io.vmto.transfer.artifact.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Gives the copied disks to the target machine: attached where they are, or uploaded first. */
final class ImportVmStep {
  private final Replicas replicas;

  ImportVmStep(Replicas replicas) {
    this.replicas = replicas;
  }

  StepOutcome run(StepContext context, Step.ImportVm step) throws IOException {
    long sent = 0;
    for (var disk : context.machine().disks()) {
      if (context.stopRequested() || !packed(context, disk)) {
        return new StepOutcome.Suspended();
      }
      if (step.road() != Road.UPLOAD) {
        attach(context, disk);
      } else {
        sent += upload(context, disk, step.uploadStorage());
      }
    }
    return new StepOutcome.Succeeded(new StepReport(0, 0, sent, Map.of()));
  }

  private static void attach(StepContext context, Machine.Disk disk) {
    var held = context.held(Resource.Kind.TARGET_VOLUME, disk.key());
    if (held.isPresent()) {
      var volume = held.get();
      context.target().attach(context.reserved(), context.machine(), disk, volume.remoteId());
      context.reports().closed(volume.resource(), "attached to " + context.reserved());
    }
  }

  /** Makes the image of what passes have kept in step; false when it was asked to stop. */
  private boolean packed(StepContext context, Machine.Disk disk) throws IOException {
    if (!(replicas.copied(context, disk.key()) instanceof Replica.Draft draft)) {
      return true;
    }
    var artifact = draft.artifact();
    try (var source = new BlockReaderStream(draft.reread().reader());
        var sink = artifact.openSink(draft.capacity())) {
      var copy =
          CopyPass.of(source, sink, artifact.folder().resolve("leaves-packed"), 0)
              .within(context.memory())
              .observedBy(counters -> packing(context, disk, counters))
              .stopWhen(context::stopRequested);
      if (!(copy.run() instanceof CopyPass.Completed done)) {
        return false;
      }
      Mismatch.require(disk, "image", artifact.manifest(), done.manifest());
    }
    Files.delete(draft.image());
    return true;
  }

  private static void packing(StepContext context, Machine.Disk disk, Counters counters) {
    long done = counters.reachedBytes();
    context
        .progress()
        .at(
            "pack",
            disk.key(),
            disk.capacity(),
            done,
            0,
            counters.zeroBytes(),
            counters.writtenBytes());
  }

  private long upload(StepContext context, Machine.Disk disk, String storage) throws IOException {
    var replica = replicas.copied(context, disk.key());
    var done = replica.artifact().folder().resolve("imported");
    if (Files.exists(done)) {
      return 0;
    }
    rereadArtifact(context, disk, replica.artifact());
    try (var reader = replica.artifact().open()) {
      return upload(context, disk, storage, new StoredImage(reader), done);
    }
  }

  private static long upload(
      StepContext context, Machine.Disk disk, String storage, StoredImage content, Path done)
      throws IOException {
    var node = context.request().target().node();
    var file = "vmto-" + context.run().job() + "-" + context.indexOf(disk.key()) + ".qcow2";
    var id = context.target().uploadId(storage, file);
    var image = context.resource(Resource.Kind.UPLOADED_IMAGE, file, id, disk.key());
    if (context.held(Resource.Kind.UPLOADED_IMAGE, disk.key()).isPresent()
        && context.target().volumeExists(node, id)) {
      context.target().deleteVolume(node, id); // an earlier attempt of ours has left it
    }
    context.reports().intend(image);
    long size = content.size();
    var sha256 = sha256(context, disk, content);
    var uploaded =
        context
            .target()
            .upload(
                node,
                storage,
                file,
                content,
                sha256,
                sent -> context.progress().at("upload", disk.key(), size, sent, 0, 0, sent));
    context.reports().opened(image, uploaded);
    context
        .reports()
        .evidence(disk.key(), Evidence.Kind.UPLOAD_CHECKSUM, sha256, "sha256 by the node");
    var imported =
        context
            .target()
            .importDisk(
                context.reserved(),
                context.machine(),
                disk,
                context.request().target().storage(),
                uploaded,
                copied ->
                    context
                        .progress()
                        .at("import", disk.key(), disk.capacity(), copied, 0, 0, copied));
    if (imported.warnings() == 0) {
      context.reports().evidence(disk.key(), Evidence.Kind.IMPORT, "OK", imported.volume());
    }
    Files.writeString(done, imported.volume());
    context.target().deleteVolume(node, uploaded);
    context.reports().closed(image, "deleted");
    return size;
  }

  /** What is about to be uploaded is read back from the store and must still be the disk. */
  private static void rereadArtifact(StepContext context, Machine.Disk disk, Artifact artifact)
      throws IOException {
    var copied = artifact.manifest();
    try (var reader = Qcow2Reader.open(artifact.open())) {
      var seen =
          Rehash.of(
              reader,
              done ->
                  context.progress().at("reread", disk.key(), disk.capacity(), done, done, 0, 0));
      context
          .reports()
          .evidence(disk.key(), Evidence.Kind.ARTIFACT_REREAD, seen.root(), artifact.place());
      Mismatch.require(disk, "artifact", copied, seen);
    }
  }

  private static String sha256(StepContext context, Machine.Disk disk, StoredImage content)
      throws IOException {
    try (var in = content.open()) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[1 << 20];
      long done = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        done += n;
        context.progress().at("checksum", disk.key(), content.size(), done, done, 0, 0);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
