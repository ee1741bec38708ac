package io.vmto.webhook;

import io.vmto.contract.connection.Secret;
import java.nio.charset.StandardCharsets;

/** Makes a stranger's text fit to be kept: short, printable, without what looks like a secret. */
final class Mask {
  private static final String STARS = "********";

  /** Long runs without a space are keys, tokens and digests far more often than words. */
  private static final String TOKEN = "[A-Za-z0-9+/=_.-]{20,}";

  private Mask() {}

  static String of(byte[] bytes, Secret secret, int most) {
    var text =
        new String(bytes, StandardCharsets.UTF_8)
            .replace(secret.reveal(), STARS)
            .replaceAll(TOKEN, STARS)
            .replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ")
            .strip();
    return text.length() > most ? text.substring(0, most) : text;
  }
}
