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
import io.vmto.transfer.step.Throttles;
import io.vmto.transfer.step.Workbench;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives transfers: takes a lease, asks what to do, does it, reports, until there is nothing. */
final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** So late a step starts that may run beside others since the limits were changed. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  private final Leases leases;
  private final CommandGateway commands;
  private final StepRunner runner;
  private final ScheduledExecutorService heart =
      Executors.newScheduledThreadPool(2, Thread.ofPlatform().name("heart-", 0).daemon().factory());
  private volatile boolean draining;

  Worker(Leases leases, CommandGateway commands, StepRunner runner, Throttles throttles) {
    this.leases = leases;
    this.commands = commands;
    this.runner = runner;
    var unused =
        heart.scheduleWithFixedDelay(() -> refresh(throttles), 500, 500, TimeUnit.MILLISECONDS);
  }

  private static void refresh(Throttles throttles) {
    try {
      throttles.refresh();
    } catch (RuntimeException e) {
      log.warn("Limits could not be read and stay as they are: {}", e.getMessage());
    }
  }

  /** What a drive came to. */
  sealed interface Driven {}

  record Done() implements Driven {}

  record Later(Instant at) implements Driven {}

  /** Somebody else has the lease, or this worker had to let go. */
  record Busy() implements Driven {}

  Driven drive(TransferId transfer) {
    if (draining) {
      return new Busy();
    }
    try {
      var token = leases.acquire(transfer);
      return token.isEmpty() ? new Busy() : drive(transfer, token.get());
    } catch (RuntimeException e) {
      var failure = Failures.of(e);
      log.warn("Transfer {} was let go: {}", transfer, failure.message());
      return new Busy();
    }
  }

  private Driven drive(TransferId transfer, long token) {
    try (var lease = new Lease(leases, transfer, token, heart)) {
      return drive(transfer, lease);
    }
  }

  private Driven drive(TransferId transfer, Lease lease) {
    var reports = new Reports(commands, transfer, lease.token());
    try (var bench = runner.workbench(transfer);
        var crew = new Crew()) {
      while (!lease.lost() && !draining) {
        if (lease.stopRequested()) {
          crew.stop();
          lease.stopHeard();
          continue;
        }
        var work = reports.ask(new TakeWork(transfer, lease.token(), leases.worker()));
        switch (Objects.requireNonNull(work)) {
          case Work.RunStep run -> crew.start(() -> run(run, lease, reports, bench, crew));
          case Work.StopRunning stop -> crew.stop();
          case Work.Rollback rollback -> runner.rollback(rollback, reports);
          case Work.Nothing nothing when crew.idle() -> {
            var at = nothing.retryAt();
            return at == null ? new Done() : new Later(at);
          }
          case Work.Nothing nothing -> crew.await(ASK_AGAIN);
        }
      }
    }
    return new Busy();
  }

  private void run(Work.RunStep run, Lease lease, Reports reports, Workbench bench, Crew crew) {
    var transfer = reports.transfer();
    log.info("Job {}: {} (attempt {})", run.job(), run.step().title(), run.attempt());
    var outcome =
        attempt(run, reports, bench, () -> draining || crew.stopping() || lease.stopRequested());
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
      case StepOutcome.Suspended s ->
          reports.send(new SuspendStep(transfer, lease.token(), run.index()));
    }
  }

  private StepOutcome attempt(
      Work.RunStep run, Reports reports, Workbench bench, BooleanSupplier stop) {
    try {
      return runner.run(run, reports, bench, stop);
    } catch (RuntimeException e) {
      log.error("Step {} of {} broke", run.index(), reports.transfer(), e);
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
