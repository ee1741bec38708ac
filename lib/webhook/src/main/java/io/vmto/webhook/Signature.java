package io.vmto.webhook;

import io.vmto.contract.connection.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shows a receiver who sent a body and when: HMAC-SHA256 over time, dot and body. */
final class Signature {
  static final String HEADER = "X-VMTO-Signature";

  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  static String of(Secret secret, Instant now, byte[] body) {
    var time = Long.toString(now.getEpochSecond());
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
