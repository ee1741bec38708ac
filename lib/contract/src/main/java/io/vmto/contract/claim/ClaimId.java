package io.vmto.contract.claim;

import io.vmto.contract.Id;
import io.vmto.contract.connection.ConnectionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Identifies the claim on one machine: a hash of connection and machine, so two claims collide. */
public record ClaimId(String value) implements Id {
  public ClaimId {
    Id.checked(value);
  }

  public static ClaimId of(ConnectionId connection, String machine) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var text = connection.value() + "\n" + machine;
      var hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return new ClaimId("claim-" + HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
