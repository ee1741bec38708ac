package io.vmto.standalone.cli.context;

import io.vmto.contract.error.ErrorCode;
import io.vmto.hypervisor.Tls;
import io.vmto.standalone.cli.ApiProblem;
import io.vmto.standalone.cli.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which certificate of a server is believed. */
final class Certificates {
  private static final String FINGERPRINT = "(?i)([0-9a-f]{2}:){31}[0-9a-f]{2}";

  private Certificates() {}

  /** By its fingerprint, or by what a PEM file holds; null where Java's trust store decides. */
  static @Nullable Trust trusting(String certificate) {
    if (certificate.isEmpty()) {
      return null;
    }
    return certificate.matches(FINGERPRINT)
        ? new Trust(Tls.sslContext(certificate.toUpperCase(Locale.ROOT)), true)
        : new Trust(pem(Path.of(certificate)), false);
  }

  private static SSLContext pem(Path file) {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (var one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("c" + n++, one);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var tls = SSLContext.getInstance("TLS");
      tls.init(null, managers.getTrustManagers(), null);
      return tls;
    } catch (IOException | GeneralSecurityException e) {
      throw new ApiProblem(
          ErrorCode.REQUEST_INVALID,
          file + " holds no certificate that can be read: " + e.getMessage(),
          "Name a PEM file, or the SHA-256 fingerprint as colon hex.");
    }
  }
}
