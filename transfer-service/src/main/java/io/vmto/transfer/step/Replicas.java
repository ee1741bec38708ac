package io.vmto.transfer.step;

import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Resource;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Where the copies of disks are written, by the road they take. */
final class Replicas {
  private static final String IMAGE = "disk.qcow2";
  private static final String DRAFT = "disk.raw";

  /** Notes beside a manifest: the file, or the node's id, of the volume it is about. */
  private static final String VOLUME = "volume";

  private static final String NODE_VOLUME = "node-volume";

  private final ArtifactStore artifacts;

  Replicas(ArtifactStore artifacts) {
    this.artifacts = artifacts;
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
        var volume = shared(context, disk);
        Files.writeString(artifact.folder().resolve(VOLUME), volume.toString());
        yield new Replica.SharedFile(artifact, volume, disk.capacity());
      }
      case NODE -> {
        var volume = onNode(context, disk);
        Files.writeString(artifact.folder().resolve(NODE_VOLUME), volume);
        yield new Replica.NodeVolume(context, artifact, disk, volume);
      }
      case UPLOAD, AUTO ->
          context.request().warm().wanted()
              ? new Replica.Draft(artifact, artifact.folder().resolve(DRAFT), disk.capacity())
              : new Replica.Stored(artifact, disk.capacity());
    };
  }

  private static Path shared(StepContext context, Machine.Disk disk) {
    var storage = context.request().target().storage();
    int index = context.indexOf(disk.key());
    var volume =
        volume(
            context,
            disk,
            () -> {
              var planned = context.target().planned(context.reserved(), storage, index);
              return resource(context, planned.path().toString(), planned.id(), disk);
            },
            () ->
                context
                    .target()
                    .allocate(context.reserved(), storage, index, disk.capacity())
                    .id());
    return Path.of(volume.name());
  }

  private static String onNode(StepContext context, Machine.Disk disk) {
    var storage = context.request().target().storage();
    int index = context.indexOf(disk.key());
    var volume =
        volume(
            context,
            disk,
            () -> {
              var planned = context.target().plannedOnNode(context.reserved(), storage, index);
              return resource(context, planned, planned, disk);
            },
            () ->
                context
                    .target()
                    .allocateOnNode(context.reserved(), storage, index, disk.capacity()));
    return volume.place();
  }

  private static Resource resource(StepContext context, String name, String id, Machine.Disk disk) {
    return context.resource(Resource.Kind.TARGET_VOLUME, name, id, disk.key());
  }

  /** Intended before it is allocated, so that it is found again whatever happens in between. */
  private static Resource volume(
      StepContext context, Machine.Disk disk, Supplier<Resource> planned, Supplier<String> make) {
    var held = context.held(Resource.Kind.TARGET_VOLUME, disk.key()).map(h -> h.resource());
    var node = context.reserved().node();
    if (held.isPresent() && context.target().volumeExists(node, held.get().place())) {
      context.reports().opened(held.get(), held.get().place());
      return held.get();
    }
    var resource = planned.get();
    context.reports().intend(resource);
    context.reports().opened(resource, make.get());
    return resource;
  }

  /** The place of a disk that was copied. */
  Replica copied(StepContext context, String key) throws IOException {
    var artifact = artifacts.artifact(context.run().job() + "/" + key + "/" + IMAGE);
    var disk = context.disk(key);
    var file = artifact.folder().resolve(VOLUME);
    var id = artifact.folder().resolve(NODE_VOLUME);
    var draft = artifact.folder().resolve(DRAFT);
    if (Files.exists(draft)) {
      return new Replica.Draft(artifact, draft, disk.capacity());
    }
    if (Files.exists(file)) {
      return new Replica.SharedFile(artifact, read(file), disk.capacity());
    }
    return Files.exists(id)
        ? new Replica.NodeVolume(context, artifact, disk, Files.readString(id).strip())
        : new Replica.Stored(artifact, disk.capacity());
  }

  private static Path read(Path note) throws IOException {
    return Path.of(Files.readString(note).strip());
  }
}
