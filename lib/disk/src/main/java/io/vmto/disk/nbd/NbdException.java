package io.vmto.disk.nbd;

import java.io.IOException;

/** An NBD server's refusal of a request; the connection goes on. */
public final class NbdException extends IOException {
  private final int code;

  NbdException(String request, int code, String detail) {
    super(request + ": " + name(code) + (detail.isEmpty() ? "" : " (" + detail + ")"));
    this.code = code;
  }

  /** The error as the protocol numbers it, which is as Linux does: 5 is EIO, 28 is ENOSPC. */
  public int code() {
    return code;
  }

  private static String name(int code) {
    return switch (code) {
      case 1 -> "not permitted";
      case 5 -> "input/output error";
      case 12 -> "the server is out of memory";
      case 22 -> "the server calls the request invalid";
      case 28 -> "no space left";
      case 75 -> "the server calls the request too large";
      case 95 -> "not supported";
      case 108 -> "the server is shutting down";
      default -> "error " + code;
    };
  }
}
