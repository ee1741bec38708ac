package io.vmto.transfer;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.StepReport;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.contract.transfer.TransferId;
import java.time.Clock;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link Transfer} that knows the only order there is for a warm migration: passes
 * one after the other, then approval, shutdown, seen off, the last pass. An order out of turn is
 * refused.
 */
final class WarmOrder {
  private final TransferState state;

  WarmOrder(TransferState state) {
    this.state = state;
  }

  /** May come early: the step that keeps the replicas in step then ends after its next pass. */
  @CommandHandler
  void decide(TransferCommand.ApproveCutover c, Clock clock) {
    int sync = steps().indexOf(Step.SyncUntilCutover.class);
    boolean open =
        switch (state.phase()) {
          case PREPARED, RUNNING, PAUSING, PAUSED, REWINDING -> true;
          case FAILING, CANCELLING, FAILED, ENDED -> false;
        };
    if (!open || sync < 0) {
      throw new Rejected(
          ErrorCode.ILLEGAL_STATE,
          "There is no cutover to approve.",
          "Only a warm migration that is under way can be cut over.");
    }
    if (passes().approved()) {
      return;
    }
    var now = clock.instant();
    apply(new TransferEvent.CutoverApproved(id(), job(), now));
    if (steps().isWaiting(sync)) {
      apply(new TransferEvent.StepSucceeded(id(), job(), sync, StepReport.NOTHING, now));
    }
  }

  @CommandHandler
  @Nullable Pass decide(TransferCommand.FindPass c) {
    state.fence(c);
    return passes().current();
  }

  @CommandHandler
  Pass decide(TransferCommand.BeginPass c, Clock clock) {
    state.fence(c);
    var current = passes().current();
    if (current != null && current.last() == c.last()) {
      return current;
    }
    if (current != null) {
      throw order("The pass before is not finished.");
    }
    if (!ledger().open(Resource.Kind.SNAPSHOT).isEmpty()) {
      throw order("The snapshot of the pass before is still there.");
    }
    if (c.last() != passes().sourceOff()) {
      throw order(
          c.last()
              ? "The last pass begins after the source was seen powered off."
              : "The source is off: the next pass is the last.");
    }
    var disks = state.spec().machine().disks().stream().map(Machine.Disk::key).toList();
    var pass = passes().next(job().value(), disks, c.last());
    apply(new TransferEvent.PassStarted(id(), job(), c.step(), pass, clock.instant()));
    return pass;
  }

  @CommandHandler
  void decide(TransferCommand.WidenPass c, Clock clock) {
    state.fence(c);
    if (underWay(c.pass()).disk(c.disk()).filter(disk -> !disk.whole()).isPresent()) {
      apply(
          new TransferEvent.PassWidened(id(), job(), c.pass(), c.disk(), c.why(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.VoidPass c, Clock clock) {
    state.fence(c);
    apply(
        new TransferEvent.PassVoided(
            id(), job(), underWay(c.pass()).number(), c.why(), clock.instant()));
  }

  @CommandHandler
  void decide(TransferCommand.CompletePass c, Clock clock) {
    state.fence(c);
    var pass = underWay(c.result().number());
    if (!pass.last() && ledger().remoteId(pass.snapshot()).isEmpty()) {
      throw order("A pass is complete only while its snapshot is there.");
    }
    var asked = pass.disks().stream().map(Pass.DiskPass::disk).toList();
    if (!c.result().disks().stream().map(Pass.DiskResult::disk).toList().equals(asked)) {
      throw order("A pass is complete with all its disks.");
    }
    apply(new TransferEvent.PassCompleted(id(), job(), c.result(), clock.instant()));
  }

  @CommandHandler
  void decide(TransferCommand.RecordPoweredOn c, Clock clock) {
    state.fence(c);
    var now = clock.instant();
    if (!passes().sourceOff()) {
      return;
    }
    int imports = steps().indexOf(Step.ImportVm.class);
    boolean imported = imports >= 0 && steps().attempts(imports) > 0;
    for (var shutdown : ledger().open(Resource.Kind.SHUTDOWN)) {
      var name = shutdown.resource().name();
      apply(new TransferEvent.ResourceClosed(id(), job(), name, "was powered on", now));
    }
    apply(new TransferEvent.SourcePoweredOn(id(), job(), now));
    if (imported && state.phase() == TransferState.Phase.RUNNING) {
      // the target may have written into its disks: they are no replica any more
      apply(new TransferEvent.RollbackStarted(id(), job(), 0, now));
    }
  }

  private Pass underWay(int number) {
    var pass = passes().current();
    if (pass == null || pass.number() != number) {
      throw order("Pass " + number + " is not under way.");
    }
    return pass;
  }

  @CommandHandler
  void decide(TransferCommand.RequestShutdown c, Clock clock) {
    state.fence(c);
    if (!passes().approved()) {
      throw new Rejected(
          ErrorCode.CUTOVER_NOT_APPROVED,
          "The source is not shut down before its cutover was approved.",
          "Approve the cutover.");
    }
    if (!passes().shutdownRequested()) {
      apply(new TransferEvent.GuestShutdownRequested(id(), job(), clock.instant()));
    }
  }

  @CommandHandler
  void decide(TransferCommand.RecordPoweredOff c, Clock clock) {
    state.fence(c);
    if (!passes().shutdownRequested()) {
      throw order("Nobody asked the source to shut down.");
    }
    if (!passes().sourceOff()) {
      apply(new TransferEvent.SourcePoweredOff(id(), job(), clock.instant()));
    }
  }

  /**
   * One snapshot at a time, and none while a pass is unfinished but its own: a snapshot that is
   * taken before the last pass's change ids are stored loses what changed in between.
   */
  static void checkSnapshot(TransferState state, String name) {
    var pass = state.passes().current();
    boolean itsOwn = pass == null ? !state.passes().begun() : pass.snapshot().equals(name);
    if (!itsOwn || !state.ledger().open(Resource.Kind.SNAPSHOT).isEmpty()) {
      throw order(
          "A snapshot may be taken only for a pass that has begun, and after the snapshot before it"
              + " is gone.");
    }
  }

  /** A pass does not outlive its snapshot, and a source that was powered on is not off. */
  static void closing(TransferState state, String name, Instant now) {
    var pass = state.passes().current();
    if (pass != null && pass.snapshot().equals(name)) {
      apply(new TransferEvent.PassVoided(state.id(), state.job(), pass.number(), stopped(), now));
    }
    if (state.rollingBack() && state.ledger().is(name, Resource.Kind.SHUTDOWN)) {
      apply(new TransferEvent.SourcePoweredOn(state.id(), state.job(), now));
    }
  }

  static Failure stopped() {
    return Failure.passing(
        ErrorCode.UPSTREAM_BUSY,
        "The pass was stopped, and its snapshot is not left open meanwhile.",
        "It is made again when the job goes on.");
  }

  private static Rejected order(String message) {
    return new Rejected(
        ErrorCode.ILLEGAL_STATE, message, "This is a defect of the worker; report it.");
  }

  /** Whether the source may be cut over: approved by somebody, or by the budget of the plan. */
  boolean inStep(Step.SyncUntilCutover sync, Instant now) {
    var last = passes().lastResult();
    boolean small = sync.budgetBytes() > 0 && last != null && last.changed() <= sync.budgetBytes();
    if (small && !passes().approved()) {
      apply(new TransferEvent.CutoverApproved(id(), job(), now));
    }
    return passes().approved();
  }

  /** A step is done when its pass is. */
  void checkDone(Step step) {
    boolean done =
        switch (step) {
          case Step.FullPass s -> passes().lastResult() != null;
          case Step.SyncUntilCutover s -> passes().current() == null;
          case Step.Cutover s -> passes().finished();
          default -> true;
        };
    if (!done) {
      throw order("The pass of this step is not complete.");
    }
  }

  private TransferId id() {
    return state.id();
  }

  private JobId job() {
    return state.job();
  }

  private StepBook steps() {
    return state.steps();
  }

  private Passes passes() {
    return state.passes();
  }

  private Ledger ledger() {
    return state.ledger();
  }
}
