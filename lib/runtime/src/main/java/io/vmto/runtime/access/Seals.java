package io.vmto.runtime.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Permission;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.runtime.Meta;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.axonframework.messaging.Message;

/**
 * What a message carries to show who sent it and what they may do: signed with a key that only
 * VMTO's processes have, for this one message and a short time. Whoever can merely put a message on
 * a bus, with whatever names in its metadata, can do nothing.
 */
public final class Seals {
  /** Also how far the clocks of two processes may be apart. */
  private static final Duration VALID = Duration.ofMinutes(2);

  private static final String HMAC = "HmacSHA256";

  private final Mac keyed;
  private final Clock clock;

  /**
   * @param key at least 32 bytes, the same in every process of an installation
   */
  public Seals(byte[] key, Clock clock) {
    if (key.length < 32) {
      throw new IllegalArgumentException("the key of the buses needs 32 bytes");
    }
    this.keyed = keyed(key);
    this.clock = clock;
  }

  private static Mac keyed(byte[] key) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  /** The metadata that lets this caller's message in. */
  Map<String, Object> of(Message<?> message, Caller caller) {
    var until = clock.instant().plus(VALID);
    var permissions = caller.permissions().stream().sorted().map(Permission::name);
    var claim = permissions.collect(Collectors.joining(",")) + ";" + until;
    return Map.of(Meta.SEAL, claim + ";" + mac(message, actor(message), claim));
  }

  /** Throws {@link Rejected} unless the message carries a seal that permits what it needs. */
  void check(Message<?> message) {
    var needed = Rules.needed(message.getPayload());
    if (!permissions(message).contains(needed)) {
      throw new Rejected(
          Failure.of(
                  ErrorCode.NOT_ALLOWED,
                  "You may not do this.",
                  "Ask an administrator for a role that includes it.")
              .with("permission", needed.name()));
    }
  }

  private Set<Permission> permissions(Message<?> message) {
    if (!(message.getMetaData().get(Meta.SEAL) instanceof String seal)) {
      throw stranger();
    }
    var parts = seal.split(";", -1);
    if (parts.length != 3) {
      throw stranger();
    }
    var right = mac(message, actor(message), parts[0] + ";" + parts[1]);
    if (!MessageDigest.isEqual(right.getBytes(UTF_8), parts[2].getBytes(UTF_8))
        || ended(parts[1])) {
      throw stranger();
    }
    return Arrays.stream(parts[0].split(","))
        .filter(name -> !name.isEmpty())
        .map(Permission::valueOf)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean ended(String until) {
    try {
      return Instant.parse(until).isBefore(clock.instant());
    } catch (DateTimeException e) {
      return true;
    }
  }

  private static String actor(Message<?> message) {
    return String.valueOf(message.getMetaData().get(Meta.ACTOR));
  }

  private String mac(Message<?> message, String actor, String claim) {
    var text =
        String.join(
            "\n", message.getIdentifier(), message.getPayloadType().getName(), claim, actor);
    try {
      var own = (Mac) keyed.clone(); // made ready once: that costs more than what it signs here
      return HexFormat.of().formatHex(own.doFinal(text.getBytes(UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own " + HMAC + " can be copied", e);
    }
  }

  private static Rejected stranger() {
    return new Rejected(
        ErrorCode.NOT_AUTHENTICATED,
        "The message does not say credibly who sent it.",
        "Send it through the gateway, or give every process the same key of the buses.");
  }
}
