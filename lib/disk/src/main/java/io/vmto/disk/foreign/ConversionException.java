package io.vmto.disk.foreign;

import java.io.IOException;

/** The program that reads foreign images is missing, failed, or took too long. */
public final class ConversionException extends IOException {
  private final Reason reason;

  /** What an operator can do something about. */
  public enum Reason {
    TOOL_MISSING,
    FAILED,
    STALLED,
    TOO_LONG
  }

  ConversionException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
