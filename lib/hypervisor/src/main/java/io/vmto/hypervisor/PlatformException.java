package io.vmto.hypervisor;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;

/** A platform said no, or did not answer; carries the failure that the operator will read. */
public final class PlatformException extends RuntimeException {
  private final transient Failure failure;

  public PlatformException(Failure failure) {
    super(failure.code() + ": " + failure.message());
    this.failure = failure;
  }

  public PlatformException(Failure failure, Throwable cause) {
    super(failure.code() + ": " + failure.message(), cause);
    this.failure = failure;
  }

  public PlatformException(ErrorCode code, String message, String remedy) {
    this(Failure.of(code, message, remedy));
  }

  public Failure failure() {
    return failure;
  }
}
