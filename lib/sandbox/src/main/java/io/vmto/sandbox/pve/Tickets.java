package io.vmto.sandbox.pve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed texts with a time in them: login tickets, CSRF tokens and console tickets. */
final class Tickets {
  private final byte[] key;
  private final Clock clock;
  private final Duration life;

  Tickets(Path dataDir, Clock clock, Duration life) throws IOException {
    this.clock = clock;
    this.life = life;
    var file = dataDir.resolve("ticket.key");
    if (!Files.exists(file)) {
      var fresh = new byte[32];
      new SecureRandom().nextBytes(fresh);
      Files.write(file, fresh);
    }
    key = Files.readAllBytes(file);
  }

  String login(String user) {
    return sign("PVE:" + user, "", "::");
  }

  /** The user of a login ticket that is genuine and not too old. */
  Optional<String> userOf(String ticket) {
    String[] parts = ticket.split(":", 3);
    boolean good = parts.length == 3 && parts[0].equals("PVE");
    return good && verify(ticket, "PVE:" + parts[1], "", life)
        ? Optional.of(parts[1])
        : Optional.empty();
  }

  String csrf(String user) {
    return sign("", "csrf" + user, ":");
  }

  boolean isCsrf(String token, String user) {
    return verify(token, "", "csrf" + user, life);
  }

  String console(String user, String path) {
    return sign("PVEVNC", user + path, "::");
  }

  boolean isConsole(String ticket, String user, String path) {
    return verify(ticket, "PVEVNC", user + path, Duration.ofSeconds(40));
  }

  private String sign(String prefix, String hidden, String mark) {
    String time = String.format(Locale.ROOT, "%08X", clock.instant().getEpochSecond());
    String head = prefix.isEmpty() ? time : prefix + ":" + time;
    return head + mark + mac(head + hidden);
  }

  private boolean verify(String text, String prefix, String hidden, Duration maxAge) {
    String head = prefix.isEmpty() ? "" : prefix + ":";
    if (!text.matches("(?s)" + java.util.regex.Pattern.quote(head) + "[0-9A-F]{8}::?[^:]+")) {
      return false;
    }
    String time = text.substring(head.length(), head.length() + 8);
    String signature = text.substring(text.lastIndexOf(':') + 1);
    long age = clock.instant().getEpochSecond() - Long.parseLong(time, 16);
    boolean genuine =
        MessageDigest.isEqual(
            mac(head + time + hidden).getBytes(StandardCharsets.US_ASCII),
            signature.getBytes(StandardCharsets.UTF_8));
    return genuine && age >= -300 && age <= maxAge.toSeconds();
  }

  private String mac(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
