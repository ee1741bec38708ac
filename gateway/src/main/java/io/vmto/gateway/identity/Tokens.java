package io.vmto.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Secrets that we hand out: a prefix that says what it is, so that scanners of leaked secrets can
 * find it, and 256 random bits. With that many bits one round of SHA-256 is enough to keep them by.
 */
final class Tokens {
  static final String ACCESS = "vmto_at_";
  static final String REFRESH = "vmto_rt_";
  static final String KEY = "vmto_key_";

  /** Without what is easily mistaken for something else. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  static String make(String prefix) {
    var secret = new byte[32];
    RANDOM.nextBytes(secret);
    return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** A password for one sign-in, to be typed: five groups of four, 99 random bits. */
  static String oneTimePassword() {
    var text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append(i > 0 && i % 4 == 0 ? "-" : "");
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
