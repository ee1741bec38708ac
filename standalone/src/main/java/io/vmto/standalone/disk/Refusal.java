package io.vmto.standalone.disk;

import java.io.IOException;

/** A plain no with what to do about it. */
final class Refusal extends IOException {
  private final int exit;
  private final String remedy;

  Refusal(int exit, String message, String remedy) {
    super(message);
    this.exit = exit;
    this.remedy = remedy;
  }

  int exit() {
    return exit;
  }

  String remedy() {
    return remedy;
  }
}
