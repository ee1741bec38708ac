package io.vmto.hypervisor;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Foreign programs that tests are measured against: demanded by VMTO_REQUIRE, else nice to have.
 */
public final class Peers {
  private Peers() {}

  /** Fails the test when {@code peer} is required, skips it loudly when it is not. */
  public static void demand(String peer, boolean present, String why) {
    if (present) {
      return;
    }
    var required = Objects.requireNonNullElse(System.getenv("VMTO_REQUIRE"), "");
    var message = "the peer " + peer + " is missing: " + why;
    if (Arrays.asList(required.split(",")).contains(peer)) {
      Assertions.fail(message + " (VMTO_REQUIRE demands it)");
    }
    System.err.println("SKIPPED: " + message);
    Assumptions.abort(message);
  }
}
