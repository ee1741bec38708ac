package io.vmto.standalone.disk;

import io.vmto.disk.DiskFormatException;
import io.vmto.disk.SourceChangedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What a failure is called on the command line, with its remedy and exit code. */
final class Failures {
  private Failures() {}

  /** Prints message and remedy; returns the exit code. */
  static int print(Exception thrown, PrintWriter err) {
    Refusal refusal = explain(thrown);
    err.println("vmto: " + refusal.getMessage());
    if (!refusal.remedy().isEmpty()) {
      err.println("  remedy  " + refusal.remedy());
    }
    if (System.getenv("VMTO_DEBUG") != null) {
      thrown.printStackTrace(err);
    }
    err.flush();
    return refusal.exit();
  }

  private static Refusal explain(Exception thrown) {
    return switch (thrown) {
      case Refusal refusal -> refusal;
      case NoSuchFileException e ->
          new Refusal(Exit.NOT_FOUND, e.getFile() + " is not there", "Check the path.");
      case AccessDeniedException e ->
          new Refusal(
              Exit.DENIED,
              e.getFile() + " may not be opened",
              "Run as a user that may read the source and write beside the target.");
      case DiskFormatException e ->
          new Refusal(
              Exit.FAILED,
              message(e),
              e.truncated()
                  ? "The image is not complete: make or download it again."
                  : "The image is damaged or of a kind that is not read: see `vmto disk info`.");
      case SourceChangedException e ->
          new Refusal(
              Exit.FAILED,
              message(e),
              "Copy a source that nobody writes to; --force starts this copy over.");
      case IOException e -> new Refusal(Exit.FAILED, message(e), remedy(e));
      default -> new Refusal(Exit.OUR_FAULT, message(thrown), "Set VMTO_DEBUG=1 and report it.");
    };
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static String remedy(IOException e) {
    return message(e).toLowerCase(Locale.ROOT).contains("no space")
        ? "Make room on the target's file system and run the command again."
        : "";
  }
}
