package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.Step;
import io.vmto.contract.machine.Machine;
import io.vmto.contract.transfer.Boot;
import io.vmto.contract.transfer.StepReport;
import io.vmto.hypervisor.TargetPlatform.SerialConsole;
import java.time.Duration;
import java.util.Map;

/** Boots the target with its links down and waits for the guest's own words on the console. */
final class StartVmStep {
  private static final Duration SLICE = Duration.ofSeconds(1);

  StepOutcome run(StepContext context, Step.StartVm step) {
    var machine = context.reserved();
    if (context.target().power(machine) != Machine.PowerState.ON) {
      context.target().start(machine);
    }
    if (step.check().expect().isEmpty()) {
      return running(context);
    }
    try (var console = context.target().console(machine)) {
      return listen(context, step.check(), console);
    }
  }

  private static StepOutcome running(StepContext context) {
    if (context.target().power(context.reserved()) != Machine.PowerState.ON) {
      return notSeen("The target's process does not run.");
    }
    context.reports().boot(new Boot(0, ""));
    return new StepOutcome.Succeeded(StepReport.of(Map.of("level", "0")));
  }

  private static StepOutcome listen(StepContext context, BootCheck check, SerialConsole console) {
    long deadline = System.nanoTime() + Duration.ofSeconds(check.timeoutSeconds()).toNanos();
    var last = "";
    while (System.nanoTime() < deadline) {
      if (context.stopRequested()) {
        return new StepOutcome.Suspended();
      }
      var line = console.readLine(SLICE).orElse("").strip();
      if (line.contains(check.expect())) {
        return answered(context, check, line);
      }
      last = line.isEmpty() ? last : line;
    }
    return notSeen(
        "The guest did not say '"
            + check.expect()
            + "' within "
            + check.timeoutSeconds()
            + " s"
            + (last.isEmpty() ? "; its console stayed silent." : "; its last line: " + last));
  }

  private static StepOutcome answered(StepContext context, BootCheck check, String line) {
    if (!line.contains(check.identity())) {
      return new StepOutcome.Failed(
          Failure.of(
                  ErrorCode.IDENTITY_MISMATCH,
                  "A guest answered, but it is not the one that was moved.",
                  "Look at the target's disks; they hold another guest.")
              .with("line", line));
    }
    context.reports().boot(new Boot(2, line));
    return new StepOutcome.Succeeded(StepReport.of(Map.of("level", "2")));
  }

  private static StepOutcome notSeen(String message) {
    return new StepOutcome.Failed(
        Failure.of(
            ErrorCode.BOOT_NOT_SEEN,
            message,
            "Check firmware, boot order and disk controller of the machine, and whether the guest"
                + " has drivers for them."));
  }
}
