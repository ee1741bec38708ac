package io.vmto.transfer.step;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.disk.DiskFormatException;
import io.vmto.disk.SourceChangedException;
import io.vmto.disk.nbd.NbdException;
import io.vmto.hypervisor.PlatformException;
import io.vmto.runtime.Failures;
import io.vmto.s3.S3Exception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;

/** What an exception in a step means to the operator, and whether trying again may help. */
final class StepFailures {
  private StepFailures() {}

  /** As {@link NbdException#code} numbers it. */
  private static final int NO_SPACE = 28;

  static Failure of(Exception thrown) {
    return switch (thrown) {
      case PlatformException e -> e.failure();
      case Rejected e -> e.failure();
      case UncheckedIOException e when e.getCause() != null -> of(e.getCause());
      case DiskFormatException e -> format(e);
      case SourceChangedException e ->
          Failure.of(
                  ErrorCode.SOURCE_CHANGED,
                  "The source has changed since the copy began: " + e.getMessage() + ".",
                  "Make sure that nobody uses the disk, and retry the job; it starts over.")
              .with("offset", e.range().offset());
      case SocketTimeoutException e ->
          Failure.passing(
              ErrorCode.EXPORT_STALLED,
              "The stream stood still for too long.",
              "Look at the load of the source host and the network; it is tried again.");
      case NbdException e when e.code() == NO_SPACE -> full();
      case IOException e -> io(e);
      default -> {
        var cause = thrown.getCause();
        yield cause instanceof PlatformException || cause instanceof IOException
            ? of((Exception) cause)
            : Failures.of(thrown);
      }
    };
  }

  private static Failure format(DiskFormatException e) {
    return e.truncated()
        ? Failure.passing(
            ErrorCode.EXPORT_TRUNCATED,
            "The export ended before it was complete: " + e.getMessage() + ".",
            "The host or network cut the stream; it is tried again. If it keeps happening, look at"
                + " the host's log.")
        : Failure.passing(
            ErrorCode.EXPORT_CORRUPT,
            "The export is not a valid disk: " + e.getMessage() + ".",
            "It is tried again; if it keeps happening, check the disk on the source host.");
  }

  private static Failure io(IOException e) {
    var message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
      return full();
    }
    if (e instanceof S3Exception s3) {
      return store(s3);
    }
    if (e.getCause() instanceof S3Exception s3) {
      return store(s3);
    }
    if (e.getCause() instanceof PlatformException p) {
      return p.failure();
    }
    return Failure.passing(
        ErrorCode.UPSTREAM_FAILED,
        "Reading or writing broke off: " + message,
        "It is tried again; if it keeps happening, check network and storage.");
  }

  private static Failure full() {
    return Failure.of(
        ErrorCode.TARGET_FULL,
        "There is no space left where the disk is written.",
        "Free space on the target storage (or the artifact store) and retry.");
  }

  private static Failure store(S3Exception e) {
    return e.passing()
        ? Failure.passing(
            ErrorCode.UNREACHABLE,
            "The artifact store does not answer: " + e.getMessage() + ".",
            "It is asked again for some minutes; look at the store and the way to it.")
        : Failure.of(
            ErrorCode.UPSTREAM_FAILED,
            "The artifact store refused: " + e.getMessage() + ".",
            "Check the bucket, its key and what the key may do, and retry.");
  }
}
