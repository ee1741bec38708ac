package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.io.PrintWriter;

/** How a failure is told on the command line: what, about what, what to do; and its exit code. */
public final class Problems {
  private Problems() {}

  public static int print(Exception thrown, PrintWriter err) {
    if (thrown instanceof ApiProblem problem) {
      print(problem.failure(), err);
      if (!problem.correlation().isEmpty()) {
        err.println("  correlation  " + problem.correlation());
      }
      err.flush();
      return exitCode(problem.failure().code());
    }
    err.println("vmto: " + (thrown.getMessage() == null ? thrown : thrown.getMessage()));
    if (System.getenv("VMTO_DEBUG") != null) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return exitCode(ErrorCode.INTERNAL_ERROR);
  }

  public static void print(Failure failure, PrintWriter err) {
    err.println("vmto: " + failure.message());
    err.println("  code    " + failure.code());
    failure.facts().forEach((name, value) -> err.println("  " + name + "  " + value));
    err.println("  remedy  " + failure.remedy());
    err.flush();
  }

  /** 2 wrong request, 3 denied, 4 not found, 5 conflict, 6 the other side failed, 7 our fault. */
  public static int exitCode(ErrorCode code) {
    return switch (code.kind()) {
      case INVALID -> 2;
      case DENIED -> 3;
      case NOT_FOUND -> 4;
      case CONFLICT -> 5;
      case UPSTREAM -> 6;
      case INTERNAL -> 7;
    };
  }
}
