package io.vmto.transfer;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import java.time.Duration;
import java.util.Optional;

/** When a failed attempt is tried again, by the kind of failure; pure. */
final class Retry {
  private Retry() {}

  /**
   * @param failures how many times this step has failed in a row, this one included
   * @return how long to wait, or empty when it is over
   */
  static Optional<Duration> after(Failure failure, int failures) {
    if (!failure.transientFault() || failures >= limit(failure.code())) {
      return Optional.empty();
    }
    var first = failure.code() == ErrorCode.UPSTREAM_BUSY ? 5 : 1;
    return Optional.of(
        Duration.ofSeconds(Math.min(120, first * (1L << Math.min(failures - 1, 10)))));
  }

  /** A stream that breaks again and again is not going to heal; an endpoint that is away may. */
  private static int limit(ErrorCode code) {
    return switch (code) {
      case EXPORT_TRUNCATED, EXPORT_CORRUPT, EXPORT_STALLED, WIRE_DIGEST_MISMATCH -> 3;
      case SNAPSHOT_FOREIGN -> 200;
      case UNREACHABLE, UPSTREAM_BUSY, TIMED_OUT -> 8;
      default -> 4;
    };
  }
}
