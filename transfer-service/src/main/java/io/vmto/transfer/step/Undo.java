package io.vmto.transfer.step;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.Work;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Closes what a transfer has open, newest first; what cannot be closed is left, with the reason.
 */
final class Undo implements AutoCloseable {
  private final MigrationSpec spec;
  private final String mark;
  private final Endpoints endpoints;
  private final ArtifactStore artifacts;
  private @Nullable SourcePlatform source;
  private @Nullable TargetPlatform target;

  Undo(Work.Rollback work, Endpoints endpoints, ArtifactStore artifacts) {
    this.spec = work.spec();
    this.mark =
        work.ledger().stream()
            .map(Work.Holding::resource)
            .filter(resource -> resource.kind() == Resource.Kind.TARGET_VM)
            .map(Resource::name)
            .findFirst()
            .orElse("");
    this.endpoints = endpoints;
    this.artifacts = artifacts;
  }

  void close(Work.Holding holding, Reports reports) {
    try {
      reports.closed(holding.resource(), undo(holding));
    } catch (RuntimeException | IOException e) {
      var failure = StepFailures.of(e);
      reports.left(holding.resource(), failure);
    }
  }

  private String undo(Work.Holding holding) throws IOException {
    return switch (holding.resource().kind()) {
      case EXPORT_LEASE -> lease(holding);
      case SNAPSHOT -> snapshot(holding);
      case SHUTDOWN -> powerOn(holding);
      case CHANGE_TRACKING -> tracking(holding);
      case TARGET_VM -> machine(holding);
      case TARGET_VOLUME, UPLOADED_IMAGE -> volume(holding);
      case ARTIFACT -> {
        artifacts.delete(holding.resource().name());
        yield "deleted";
      }
    };
  }

  private String lease(Work.Holding holding) {
    if (!holding.remoteId().isEmpty()) {
      source(holding.resource().connection()).abandonExport(holding.remoteId());
    }
    return "abandoned";
  }

  /** It carries the same mark as the machine that was reserved for it. */
  private String snapshot(Work.Holding holding) {
    var resource = holding.resource();
    source(resource.connection()).snapshots().remove(resource.place(), resource.name(), mark);
    return "removed";
  }

  private String powerOn(Work.Holding holding) {
    var resource = holding.resource();
    source(resource.connection()).powerOn(resource.place());
    return "powered on again";
  }

  private String tracking(Work.Holding holding) {
    var resource = holding.resource();
    source(resource.connection()).snapshots().track(resource.place(), false);
    return "switched off again";
  }

  private String machine(Work.Holding holding) {
    var marker = Refs.marker(holding.resource().name());
    var platform = target(holding.resource().connection());
    var found = platform.find(marker);
    found.ifPresent(ref -> platform.destroy(ref, marker));
    return found.isPresent() ? "destroyed" : "was not there";
  }

  /** The place of a volume is the id it was going to get, so an unreported one is found too. */
  private String volume(Work.Holding holding) {
    var platform = target(holding.resource().connection());
    var id =
        Optional.of(holding.remoteId())
            .filter(r -> !r.isEmpty())
            .orElse(holding.resource().place());
    var node = spec.request().target().node();
    if (!mark.isEmpty() && isOnNode(holding.resource())) {
      platform.stopServing(node, serving(holding.resource()));
    }
    if (!platform.volumeExists(node, id)) {
      return "was not there";
    }
    platform.deleteVolume(node, id);
    return "deleted";
  }

  /** One that both sides see is named by its file. */
  private static boolean isOnNode(Resource resource) {
    return resource.kind() == Resource.Kind.TARGET_VOLUME
        && resource.name().equals(resource.place());
  }

  private String serving(Resource resource) {
    var disks = spec.machine().disks();
    int index = disks.stream().map(Machine.Disk::key).toList().indexOf(resource.disk());
    return Refs.serving(Refs.marker(mark), index);
  }

  private SourcePlatform source(ConnectionId connection) {
    if (source == null) {
      source = endpoints.source(connection);
    }
    return source;
  }

  private TargetPlatform target(ConnectionId connection) {
    if (target == null) {
      target = endpoints.target(connection);
    }
    return target;
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
    if (target != null) {
      target.close();
    }
  }
}
