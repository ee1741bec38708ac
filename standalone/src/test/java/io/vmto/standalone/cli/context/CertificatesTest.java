package io.vmto.standalone.cli.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vmto.contract.error.ErrorCode;
import io.vmto.standalone.cli.ApiClient;
import io.vmto.standalone.cli.ApiProblem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own making, in whose name stands another host. */
class CertificatesTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  private HttpsServer server;
  private byte[] certificate;

  @BeforeEach
  void open() throws Exception {
    var store = KeyStore.getInstance(keystore("elsewhere").toFile(), PASSWORD);
    certificate = store.getCertificate("server").getEncoded();
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    var tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '}'});
          exchange.close();
        });
    server.start();
  }

  private Path keystore(String host) throws Exception {
    var file = folder.resolve("store");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    assertThat(process.waitFor()).isZero();
    return file;
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private String fingerprint() throws Exception {
    return HexFormat.ofDelimiter(":")
        .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
  }

  private ApiClient trusting(String trusted) {
    var url = "https://127.0.0.1:" + server.getAddress().getPort();
    return new ApiClient(url, () -> "t", Certificates.trusting(trusted));
  }

  @Test
  void aPinnedCertificateIsBelievedWhateverNameStandsInIt() throws Exception {
    try (var api = trusting(fingerprint())) {
      assertThat(api.get("/system")).isEmpty();
      assertThat(api.patch("/x", java.util.Map.of())).isEmpty();
    }
  }

  @Test
  void anyOtherIsNot() throws Exception {
    refused("00:".repeat(31) + "00");
    refused("");
  }

  /** It is trusted, and stands for another host. */
  @Test
  void aTrustedCertificateStillHasToNameTheHost() throws Exception {
    var pem = folder.resolve("server.pem");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + java.util.Base64.getMimeEncoder().encodeToString(certificate)
            + "\n-----END CERTIFICATE-----\n");
    refused(pem.toString());
  }

  private void refused(String trusted) {
    try (var api = trusting(trusted)) {
      assertThatThrownBy(() -> api.get("/system"))
          .isInstanceOfSatisfying(
              ApiProblem.class,
              p -> assertThat(p.failure().code()).isEqualTo(ErrorCode.UNREACHABLE));
    }
  }
}
