package io.vmto.transfer.step;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Resource;
import io.vmto.disk.BlockSink;
import io.vmto.disk.RawSink;
import io.vmto.hypervisor.TargetPlatform.Volume;
import io.vmto.transfer.artifact.Artifact;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the copy of a disk is written: a volume in a directory both sides see, or an image in the
 * artifact store. The leaf journal and the manifest stand in the artifact store either way.
 */
final class Replicas {
  private static final String IMAGE = "disk.qcow2";
  private static final String VOLUME = "volume";

  private final ArtifactStore artifacts;

  Replicas(ArtifactStore artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * A place to write a disk to.
   *
   * @param artifact where journal and manifest are, and the image where there is no volume
   * @param volume the raw volume both sides see
   */
  record Replica(Artifact artifact, Optional<Path> volume, long capacity) {
    Path journal() {
      return artifact.folder().resolve("leaves");
    }

    BlockSink openSink() throws IOException {
      return volume.isPresent()
          ? RawSink.open(volume.get(), capacity)
          : artifact.openSink(capacity);
    }
  }

  /** Makes the place, or finds what an earlier attempt has made. */
  Replica of(StepContext context, Road road, Machine.Disk disk) throws IOException {
    var name = context.run().job() + "/" + disk.key() + "/" + IMAGE;
    var resource = context.resource(Resource.Kind.ARTIFACT, name, "", disk.key());
    context.reports().intend(resource);
    var artifact = artifacts.artifact(name);
    context.reports().opened(resource, name);
    return switch (road) {
      case SHARED -> {
        var volume = volume(context, disk);
        Files.writeString(artifact.folder().resolve(VOLUME), volume.path().toString());
        yield new Replica(artifact, Optional.of(volume.path()), disk.capacity());
      }
      case UPLOAD, AUTO -> new Replica(artifact, Optional.empty(), disk.capacity());
    };
  }

  private static Volume volume(StepContext context, Machine.Disk disk) {
    var target = context.target();
    var machine = context.reserved();
    var storage = context.request().target().storage();
    int index = context.indexOf(disk.key());
    var held = context.held(Resource.Kind.TARGET_VOLUME, disk.key());
    if (held.isPresent() && target.volumeExists(machine.node(), held.get().resource().place())) {
      var resource = held.get().resource();
      context.reports().opened(resource, resource.place());
      return new Volume(resource.place(), Path.of(resource.name()));
    }
    var planned = target.planned(machine, storage, index);
    var resource =
        context.resource(
            Resource.Kind.TARGET_VOLUME, planned.path().toString(), planned.id(), disk.key());
    context.reports().intend(resource);
    var volume = target.allocate(machine, storage, index, disk.capacity());
    context.reports().opened(resource, volume.id());
    return volume;
  }

  /** The place of a disk that was copied. */
  Replica copied(StepContext context, Road road, String disk) throws IOException {
    var artifact = artifacts.artifact(context.run().job() + "/" + disk + "/" + IMAGE);
    long capacity = context.disk(disk).capacity();
    if (road != Road.SHARED) {
      return new Replica(artifact, Optional.empty(), capacity);
    }
    var path = Files.readString(artifact.folder().resolve(VOLUME)).strip();
    return new Replica(artifact, Optional.of(Path.of(path)), capacity);
  }
}
