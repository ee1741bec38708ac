package io.vmto.license;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.license.License;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a licence file and believes it only when its issuer signed it. The file is three lines of
 * text: {@value #HEADER}, the terms as one line of JSON, and the Ed25519 signature (RFC 8032,
 * base64) over the first two lines, each with its line feed.
 */
final class LicenseVerifier {
  static final String HEADER = "vmto-license/1";
  private static final int LONGEST = 16 * 1024;

  private final PublicKey issuer;
  private final JsonMapper json;

  LicenseVerifier(PublicKey issuer, JsonMapper json) {
    this.issuer = issuer;
    this.json = json;
  }

  /** The key whose private half only the issuer of licences holds. */
  static PublicKey builtInKey() {
    try (var pem = LicenseVerifier.class.getResourceAsStream("issuer.pem")) {
      if (pem == null) {
        throw new IllegalStateException("the issuer's public key is missing from the build");
      }
      return key(new String(pem.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a public key in PEM (RFC 7468). */
  static PublicKey key(String pem) {
    var body = pem.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").replaceAll("\\s", "");
    try {
      var spec = new X509EncodedKeySpec(Base64.getDecoder().decode(body));
      return KeyFactory.getInstance("Ed25519").generatePublic(spec);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  /** The terms of a genuine licence; anything else is {@link ErrorCode#LICENSE_INVALID}. */
  License verify(@Nullable String document) {
    if (document == null || document.length() > LONGEST) {
      throw invalid("it is empty or too long");
    }
    var lines = document.strip().lines().toList();
    if (lines.size() != 3 || !lines.get(0).equals(HEADER)) {
      throw invalid("it is not a licence file of the kind " + HEADER);
    }
    if (!signed(lines.get(0) + "\n" + lines.get(1) + "\n", lines.get(2))) {
      throw invalid("its signature is not the issuer's");
    }
    return sound(terms(lines.get(1)));
  }

  private boolean signed(String text, String signature) {
    try {
      var check = Signature.getInstance("Ed25519");
      check.initVerify(issuer);
      check.update(text.getBytes(StandardCharsets.UTF_8));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return false;
    }
  }

  private License terms(String line) {
    try {
      return json.readValue(line, License.class);
    } catch (JacksonException e) {
      throw invalid("its terms cannot be read");
    }
  }

  @SuppressWarnings("ConstantValue") // what was read may lack any field
  private static License sound(@Nullable License terms) {
    if (terms == null
        || terms.number() == null
        || terms.number().isBlank()
        || terms.number().equals(License.TRIAL)
        || terms.holder() == null
        || terms.plan() == null
        || terms.expires() == null
        || terms.concurrentJobs() < 1
        || terms.machines() < 0) {
      throw invalid("its terms are incomplete");
    }
    return terms;
  }

  private static Rejected invalid(String why) {
    return new Rejected(
        ErrorCode.LICENSE_INVALID,
        "the licence was not accepted: " + why,
        "paste the licence file as it was sent, all three lines unchanged");
  }
}
