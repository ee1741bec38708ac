package io.vmto.hypervisor;

import static io.vmto.contract.error.ErrorCode.REQUEST_INVALID;

import io.vmto.contract.connection.Endpoint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Why a server's certificate is believed: somebody confirmed its fingerprint, or a CA signed it.
 */
public sealed interface Trust {

  /** Trust of a connection: a SHA-256 fingerprint (hex, colons optional) or {@code ca}. */
  static Trust parse(String text) {
    return text.equals(Endpoint.TRUST_CA) ? new Ca() : Pin.of("SHA-256", text);
  }

  /** An ESXi thumbprint as vCenter hands it out ({@code sslThumbprint}: SHA-1, colon hex). */
  static Trust sha1(String thumbprint) {
    return Pin.of("SHA-1", thumbprint);
  }

  /** The JVM's trust store decides, and the certificate must name the host. */
  record Ca() implements Trust {}

  /**
   * Exactly this leaf certificate, whatever host name it carries.
   *
   * @param algorithm JDK name of the digest
   * @param fingerprint upper case colon hex
   */
  record Pin(String algorithm, String fingerprint) implements Trust {
    private static final HexFormat COLON_HEX = HexFormat.ofDelimiter(":").withUpperCase();

    static Pin of(String algorithm, String text) {
      var hex = text.strip().replace(":", "").toUpperCase(Locale.ROOT);
      var digits = digest(algorithm).getDigestLength() * 2;
      if (hex.length() != digits || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        throw new PlatformException(
            REQUEST_INVALID,
            "A " + algorithm + " fingerprint has " + digits + " hex digits",
            "Copy the fingerprint as `openssl x509 -fingerprint -sha256` prints it.");
      }
      return new Pin(algorithm, COLON_HEX.formatHex(HexFormat.of().parseHex(hex)));
    }

    boolean matches(X509Certificate leaf) {
      return fingerprint.equals(fingerprintOf(leaf, algorithm));
    }

    static String fingerprintOf(X509Certificate leaf, String algorithm) {
      try {
        return COLON_HEX.formatHex(digest(algorithm).digest(leaf.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that came off the wire has no bytes", e);
      }
    }

    private static MessageDigest digest(String algorithm) {
      try {
        return MessageDigest.getInstance(algorithm);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
