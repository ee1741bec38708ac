package io.vmto.transfer.worker;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.TransferCommand.FailStep;
import io.vmto.contract.transfer.TransferCommand.SucceedStep;
import io.vmto.contract.transfer.TransferCommand.SuspendStep;
import io.vmto.contract.transfer.TransferCommand.TakeWork;
import io.vmto.contract.transfer.TransferId;
import io.vmto.contract.transfer.Work;
import io.vmto.runtime.Failures;
import io.vmto.transfer.step.Reports;
import io.vmto.transfer.step.StepOutcome;
import io.vmto.transfer.step.StepRunner;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives transfers: takes a lease, asks what to do, does it, reports, until there is nothing. */
final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final Leases leases;
  private final CommandGateway commands;
  private final StepRunner runner;
  private final ScheduledExecutorService heart =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().name("heart-", 0).daemon().factory());
  private volatile boolean draining;

  Worker(Leases leases, CommandGateway commands, StepRunner runner) {
    this.leases = leases;
    this.commands = commands;
    this.runner = runner;
  }

  /** What a drive came to. */
  sealed interface Driven {}

  record Done() implements Driven {}

  record Later(Instant at) implements Driven {}

  /** Somebody else has the lease, or this worker had to let go. */
  record Busy() implements Driven {}

  Driven drive(TransferId transfer) {
    var token = draining ? java.util.Optional.<Long>empty() : leases.acquire(transfer);
    if (token.isEmpty()) {
      return new Busy();
    }
    try (var lease = new Lease(leases, transfer, token.get(), heart)) {
      return drive(transfer, lease);
    } catch (RuntimeException e) {
      var failure = Failures.of(e);
      log.warn("Transfer {} was let go: {}", transfer, failure.message());
      return new Busy();
    }
  }

  private Driven drive(TransferId transfer, Lease lease) {
    var reports = new Reports(commands, transfer, lease.token());
    while (!lease.lost() && !draining) {
      var work = reports.ask(new TakeWork(transfer, lease.token(), leases.worker()));
      switch (Objects.requireNonNull(work)) {
        case Work.RunStep run -> run(transfer, run, lease, reports);
        case Work.Rollback rollback -> runner.rollback(rollback, reports);
        case Work.Nothing nothing -> {
          var at = nothing.retryAt();
          return at == null ? new Done() : new Later(at);
        }
      }
    }
    return new Busy();
  }

  private void run(TransferId transfer, Work.RunStep run, Lease lease, Reports reports) {
    log.info("Job {}: {} (attempt {})", run.job(), run.step().title(), run.attempt());
    var outcome = attempt(transfer, run, lease, reports);
    if (lease.lost()) {
      return;
    }
    switch (outcome) {
      case StepOutcome.Succeeded s ->
          reports.send(new SucceedStep(transfer, lease.token(), run.index(), s.report()));
      case StepOutcome.Failed f -> {
        log.warn("Job {}: {} failed: {}", run.job(), run.step().title(), f.failure().message());
        reports.send(new FailStep(transfer, lease.token(), run.index(), f.failure()));
      }
      case StepOutcome.Suspended s -> {
        lease.stopHeard();
        reports.send(new SuspendStep(transfer, lease.token(), run.index()));
      }
    }
  }

  private StepOutcome attempt(TransferId transfer, Work.RunStep run, Lease lease, Reports reports) {
    try {
      return runner.run(run, reports, () -> draining || lease.stopRequested());
    } catch (RuntimeException e) {
      log.error("Step {} of {} broke", run.index(), transfer, e);
      return new StepOutcome.Failed(
          Failure.of(
              ErrorCode.INTERNAL_ERROR,
              "The step broke in an unforeseen way.",
              "Look for the job's id in the server's log and report it."));
    }
  }

  /** From now on every running step is asked to stop at its next checkpoint. */
  void drain() {
    draining = true;
  }

  @Override
  public void close() {
    heart.shutdownNow();
  }
}
