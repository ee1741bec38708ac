package io.vmto.disk.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.disk.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS against nbdkit, with certificates that openssl made. */
class NbdTlsIT {
  @TempDir static Path certificates;
  @TempDir static Path others;
  @TempDir Path folder;

  @BeforeAll
  static void makeCertificates() throws Exception {
    NbdServer.required();
    Peer.required("nbd", "openssl");
    make(certificates);
    make(others);
  }

  @AfterEach
  void nothingIsLeft() {
    Threads.assertNoneLeft();
  }

  /** An authority, and a server's certificate for 127.0.0.1, under the names nbdkit looks for. */
  private static void make(Path folder) throws Exception {
    String key = "ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2";
    openssl(
        folder,
        "req -x509 -newkey %s -subj /CN=authority -keyout ca-key.pem -out ca-cert.pem",
        key);
    openssl(
        folder,
        "req -x509 -newkey %s -subj /CN=server -addext subjectAltName=IP:127.0.0.1"
            + " -CA ca-cert.pem -CAkey ca-key.pem -keyout server-key.pem -out server-cert.pem",
        key);
  }

  private static void openssl(Path folder, String command, String key) throws Exception {
    Peer.run("bash", "-c", "cd '" + folder + "' && openssl " + command.formatted(key));
  }

  private static NbdOptions trusting(Path authority, NbdOptions options)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority.resolve("ca-cert.pem"))) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return options.withTls(context);
  }

  private NbdServer server(String tls) throws IOException {
    return NbdServer.nbdkitOverTcp(
        folder, true, "--tls=" + tls, "--tls-certificates=" + certificates, "memory", "16M");
  }

  @Test
  void contentGoesBothWays() throws Exception {
    byte[] content = new byte[16 << 20];
    new Random(1).nextBytes(content);
    try (var server = server("require")) {
      NbdOptions options = trusting(certificates, NbdOptions.writing(true));
      assertThat(NbdDisk.exports(server.address(), options)).containsExactly("");
      try (var disk = NbdDisk.open(server.address(), options)) {
        var writes = new CompletableFuture<?>[4];
        for (int i = 0; i < 4; i++) {
          ByteBuffer part = ByteBuffer.wrap(content, i * (4 << 20), 4 << 20);
          writes[i] = CompletableFuture.runAsync(() -> write(disk, part));
        }
        CompletableFuture.allOf(writes).join();
        disk.finish();
      }
      try (var disk = NbdDisk.open(server.address(), options)) {
        ByteBuffer direct = ByteBuffer.allocateDirect(16 << 20);
        disk.read(0, direct);
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(content));
      }
    }
  }

  private static void write(NbdDisk disk, ByteBuffer part) {
    try {
      disk.write(part.position(), part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsRefused() throws Exception {
    try (var server = server("require")) {
      NbdOptions options = trusting(others, NbdOptions.reading());
      assertThatThrownBy(() -> NbdDisk.open(server.address(), options))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    try (var server = server("require")) {
      int port = ((InetSocketAddress) server.address().place()).getPort();
      var byName = new NbdAddress(InetSocketAddress.createUnresolved("localhost", port), "", true);
      NbdOptions options = trusting(certificates, NbdOptions.reading());
      assertThatThrownBy(() -> NbdDisk.open(byName, options))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("localhost");
    }
  }

  @Test
  void neitherSideGoesOnInPlainTextWhereTlsIsDemanded() throws Exception {
    try (var server = server("require")) {
      var plain = new NbdAddress(server.address().place(), "", false);
      assertThatThrownBy(() -> NbdDisk.open(plain, NbdOptions.reading()))
          .hasMessageContaining("demands TLS");
      assertThatThrownBy(() -> NbdDisk.exports(plain, NbdOptions.reading()))
          .hasMessageContaining("demands TLS");
    }
    try (var server = server("off")) {
      NbdOptions options = trusting(certificates, NbdOptions.reading());
      assertThatThrownBy(() -> NbdDisk.open(server.address(), options))
          .hasMessageContaining("refuses TLS, which is demanded");
    }
  }
}
