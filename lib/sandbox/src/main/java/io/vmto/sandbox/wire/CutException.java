package io.vmto.sandbox.wire;

import java.io.IOException;

/** The connection was cut on purpose: nothing more is to be written to it. */
public final class CutException extends IOException {
  public CutException(String message) {
    super(message);
  }
}
