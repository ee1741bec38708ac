package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;

/** The server refused; carries what it said. */
public final class ApiProblem extends RuntimeException {
  private final transient Failure failure;
  private final String correlation;

  public ApiProblem(Failure failure, String correlation) {
    super(failure.code() + ": " + failure.message());
    this.failure = failure;
    this.correlation = correlation;
  }

  public ApiProblem(ErrorCode code, String message, String remedy) {
    this(Failure.of(code, message, remedy), "");
  }

  public Failure failure() {
    return failure;
  }

  public String correlation() {
    return correlation;
  }
}
