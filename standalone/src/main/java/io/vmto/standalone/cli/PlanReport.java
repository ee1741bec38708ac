package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.Step;
import java.io.PrintStream;
import java.util.Locale;

/** A plan in words: its steps, the grade it can reach, what stands in its way. */
final class PlanReport {
  private PlanReport() {}

  /** Returns the exit code: a plan that is blocked cannot be run. */
  static int print(Plan plan, PrintStream out) {
    out.println("Plan " + plan.hash() + " (" + plan.strategy() + ")");
    for (int i = 0; i < plan.steps().size(); i++) {
      var step = plan.steps().get(i);
      out.println("  " + (i + 1) + "  " + step.title());
      if (step instanceof Step.CopyDisk copy) {
        out.println("       " + copy.why());
      }
    }
    out.println("Best grade it can reach: " + plan.reachable().name().toLowerCase(Locale.ROOT));
    for (var finding : plan.findings()) {
      out.println(finding.severity() + "  " + finding.message());
      out.println("         " + finding.remedy());
    }
    out.flush();
    return exitCode(plan);
  }

  static int exitCode(Plan plan) {
    return plan.blocked() ? Problems.exitCode(ErrorCode.PREFLIGHT_BLOCKED) : 0;
  }
}
