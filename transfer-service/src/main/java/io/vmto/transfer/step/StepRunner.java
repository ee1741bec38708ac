package io.vmto.transfer.step;

import io.vmto.contract.job.Step;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import io.vmto.disk.MemoryBudget;
import io.vmto.transfer.artifact.ArtifactStore;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.axonframework.commandhandling.gateway.CommandGateway;

/** The one switch from a step to the class that carries it out. */
public final class StepRunner {
  private final Endpoints endpoints;
  private final ArtifactStore artifacts;
  private final CommandGateway commands;
  private final Throttles throttles;
  private final MemoryBudget memory;
  private final ReserveVmStep reserve;
  private final CopyDiskStep copy;
  private final TrackChangesStep track;
  private final PassRunner passes;
  private final CutoverStep cutover;
  private final ImportVmStep importVm;
  private final VerifyStep verify;
  private final StartVmStep start;
  private final ReleaseStep release;

  /**
   * How far a snapshot of the source may go.
   *
   * @param floorBytes the datastores of the machine keep at least so much free
   * @param age a snapshot is open for no longer
   */
  public record SnapshotLimits(long floorBytes, Duration age) {}

  public StepRunner(
      String installation,
      Endpoints endpoints,
      ArtifactStore artifacts,
      Duration keepArtifacts,
      CheckpointStore checkpoints,
      CommandGateway commands,
      Throttles throttles,
      MemoryBudget memory,
      SnapshotLimits snapshots) {
    this.throttles = throttles;
    this.memory = memory;
    this.endpoints = endpoints;
    this.artifacts = artifacts;
    this.commands = commands;
    var replicas = new Replicas(artifacts);
    this.reserve = new ReserveVmStep(installation);
    this.copy = new CopyDiskStep(replicas, checkpoints);
    this.track = new TrackChangesStep();
    this.passes = new PassRunner(new PassCopy(replicas, checkpoints), snapshots);
    this.cutover = new CutoverStep(passes, replicas);
    this.importVm = new ImportVmStep(replicas);
    this.verify = new VerifyStep(replicas);
    this.start = new StartVmStep();
    this.release = new ReleaseStep(artifacts, keepArtifacts, checkpoints);
  }

  /** For all steps of one drive of a transfer; close it when they have ended. */
  public Workbench workbench(TransferId transfer) {
    return new Workbench(transfer, throttles, memory);
  }

  /**
   * Runs one attempt; blocks until it ends. {@code stop} asks it to end at a checkpoint. Copies of
   * different disks may run at the same time.
   */
  public StepOutcome run(Work.RunStep run, Reports reports, Workbench bench, BooleanSupplier stop) {
    var progress = new ProgressReporter(commands, run.job(), run.index());
    try (var context = new StepContext(run, reports, stop, endpoints, progress, bench)) {
      if (SourceState.backOn(context)) {
        context.reports().poweredOn();
        return new StepOutcome.Suspended();
      }
      return run(context, run.step());
    } catch (IOException | RuntimeException e) {
      return new StepOutcome.Failed(StepFailures.of(e));
    }
  }

  private StepOutcome run(StepContext context, Step step) throws IOException {
    return switch (step) {
      case Step.ReserveVm s -> reserve.run(context);
      case Step.CopyDisk s -> copy.run(context, s);
      case Step.TrackChanges s -> track.run(context);
      case Step.FullPass s -> passes.run(context, s.road(), false);
      case Step.SyncUntilCutover s -> passes.run(context, s.road(), false);
      case Step.Cutover s -> cutover.run(context, s);
      case Step.ImportVm s -> importVm.run(context, s);
      case Step.Verify s -> verify.run(context, s);
      case Step.StartVm s -> start.run(context, s);
      case Step.Release s -> release.run(context);
    };
  }

  /** Closes resources in the given order; each is reported closed or left. */
  public void rollback(Work.Rollback work, Reports reports) {
    try (var undo = new Undo(work, endpoints, artifacts)) {
      work.closing().forEach(holding -> undo.close(holding, reports));
    }
  }
}
