package io.vmto.contract.error;

/**
 * Thrown where a command or query is refused; only its {@link Failure} crosses a process border.
 */
public final class Rejected extends RuntimeException {
  private final transient Failure failure;

  public Rejected(Failure failure) {
    super(failure.code() + ": " + failure.message());
    this.failure = failure;
  }

  public Rejected(ErrorCode code, String message, String remedy) {
    this(Failure.of(code, message, remedy));
  }

  public Failure failure() {
    return failure;
  }
}
