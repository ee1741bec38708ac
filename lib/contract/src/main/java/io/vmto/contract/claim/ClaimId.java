package io.vmto.contract.claim;

import io.vmto.contract.Id;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies the claim on one machine: a hash of its platform and itself, so that two claims
 * collide, whatever connections they come by.
 */
public record ClaimId(String value) implements Id {
  public ClaimId {
    Id.checked(value);
  }

  /**
   * @param platform what the platform calls itself (a vCenter's instance id); where it is not
   *     known, the connection
   */
  public static ClaimId of(String platform, String machine) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var text = platform + "\n" + machine;
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
