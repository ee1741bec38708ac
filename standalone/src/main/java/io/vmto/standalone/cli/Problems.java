package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

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

  /** As the help lists them. */
  static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    codes.put("0", "done");
    codes.put("1", "done, and something is not well (doctor, disk verify)");
    codes.put("2", "the request was wrong");
    codes.put("3", "denied: not signed in, not allowed, licence");
    codes.put("4", "no such thing");
    codes.put("5", "not in this state: an illegal order, a blocked plan");
    codes.put("6", "the other side failed, or the server cannot be reached");
    codes.put("7", "our fault; the correlation id finds it in the server's log");
    codes.put("8", "a read model is not what the events say (replay)");
    codes.put("130", "interrupted");
    return codes;
  }

  /** What was said cannot be understood: why, what was meant perhaps, where to read on. */
  public static int misunderstood(ParameterException thrown) {
    var line = thrown.getCommandLine();
    var err = line.getErr();
    err.println("vmto: " + thrown.getMessage());
    UnmatchedArgumentException.printSuggestions(thrown, err);
    err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return exitCode(ErrorCode.REQUEST_INVALID);
  }

  /** See {@link #exitCodes}. */
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
