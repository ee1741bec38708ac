package io.vmto.sandbox.wire;

/** A request that cannot be served; ends as a response with this status and a plain text body. */
public final class WireException extends RuntimeException {
  private final int status;

  public WireException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
