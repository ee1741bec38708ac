package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.Work;
import io.vmto.disk.BlockReader;
import io.vmto.disk.MemoryBudget;
import io.vmto.disk.Throttle;
import io.vmto.hypervisor.Export;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.SourcePlatform;
import io.vmto.hypervisor.TargetPlatform;
import io.vmto.hypervisor.TargetPlatform.MachineRef;
import io.vmto.hypervisor.TargetPlatform.Marker;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a step works with: the request, the platforms, the ledger, and the line to its transfer. */
final class StepContext implements AutoCloseable {
  private final Work.RunStep run;
  private final Reports reports;
  private final BooleanSupplier stop;
  private final Endpoints endpoints;
  private final ProgressReporter progress;
  private final Workbench bench;
  private @Nullable SourcePlatform source;
  private @Nullable TargetPlatform target;

  StepContext(
      Work.RunStep run,
      Reports reports,
      BooleanSupplier stop,
      Endpoints endpoints,
      ProgressReporter progress,
      Workbench bench) {
    this.run = run;
    this.reports = reports;
    this.stop = stop;
    this.endpoints = endpoints;
    this.progress = progress;
    this.bench = bench;
  }

  Work.RunStep run() {
    return run;
  }

  Reports reports() {
    return reports;
  }

  ProgressReporter progress() {
    return progress;
  }

  boolean stopRequested() {
    return stop.getAsBoolean();
  }

  MigrationRequest request() {
    return run.spec().request();
  }

  /** The source machine as it was when the job was created. */
  Machine machine() {
    return run.spec().machine();
  }

  Machine.Disk disk(String key) {
    return machine().disks().stream()
        .filter(d -> d.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new PlatformException(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "The machine has no disk " + key + ".",
                    "Create the job again."));
  }

  int indexOf(String disk) {
    return machine().disks().indexOf(disk(disk));
  }

  SourcePlatform source() {
    if (source == null) {
      source = openSource();
    }
    return source;
  }

  private SourcePlatform openSource() {
    return endpoints.source(request().source().connection());
  }

  /** Joins the export of the source machine; null when it was stopped while it waited. */
  @Nullable Export export(String disk) {
    return bench.export().join(this::openSource, machine().id(), disk, stop);
  }

  /** Whether a lease is in use by another step of this transfer. */
  boolean exports(String leaseId) {
    return bench.export().holds(leaseId);
  }

  /** What is read from the source waits for each of these, whichever step reads. */
  List<Throttle> throttles() {
    return bench.throttles(request().source().connection());
  }

  /** What every pass of this process takes its memory from. */
  MemoryBudget memory() {
    return bench.memory();
  }

  /** Opens a disk of the source for random reads within the limits. */
  BlockReader openDisk(String disk) {
    return new ThrottledReader(source().openDisk(machine().id(), disk), throttles(), stop);
  }

  TargetPlatform target() {
    if (target == null) {
      target = endpoints.target(request().target().connection());
    }
    return target;
  }

  Optional<Work.Holding> held(Resource.Kind kind, String disk) {
    return run.ledger().stream()
        .filter(h -> h.resource().kind() == kind && h.resource().disk().equals(disk))
        .findFirst();
  }

  Resource resource(Resource.Kind kind, String name, String place, String disk) {
    var side =
        switch (kind) {
          case EXPORT_LEASE, SNAPSHOT, SHUTDOWN, CHANGE_TRACKING -> request().source().connection();
          case TARGET_VM, TARGET_VOLUME, UPLOADED_IMAGE, ARTIFACT ->
              request().target().connection();
        };
    return new Resource(kind, name, side, place, run.index(), disk);
  }

  /** The reserved machine; every step after the first has one. */
  MachineRef reserved() {
    var held = held(Resource.Kind.TARGET_VM, "").orElseThrow(StepContext::nothingReserved);
    return Refs.machine(held.remoteId());
  }

  Marker marker() {
    var held = held(Resource.Kind.TARGET_VM, "").orElseThrow(StepContext::nothingReserved);
    return Refs.marker(held.resource().name());
  }

  private static PlatformException nothingReserved() {
    return new PlatformException(
        ErrorCode.UNKNOWN_RESOURCE, "No machine is reserved on the target.", "Retry the job.");
  }

  @Override
  public void close() {
    try {
      if (source != null) {
        source.close();
      }
    } finally {
      if (target != null) {
        target.close();
      }
    }
  }
}
