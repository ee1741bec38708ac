package io.vmto.runtime.postgres;

import java.io.IOException;

/** Somebody took the port between our choosing it and the server's binding it. */
final class PortTakenException extends IOException {
  PortTakenException(String message) {
    super(message);
  }
}
