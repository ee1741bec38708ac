package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a certificate: other machines may come, under the names that are configured. */
class TlsIT {
  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    install(pair("first"));
    var bundle = "spring.ssl.bundle.pem.vmto.";
    house =
        House.open(
            Map.of(
                "server.ssl.bundle",
                "vmto",
                bundle + "keystore.certificate",
                folder.resolve("tls.crt").toString(),
                bundle + "keystore.private-key",
                folder.resolve("tls.key").toString(),
                bundle + "reload-on-update",
                "true",
                "spring.ssl.bundle.watch.file.quiet-period",
                "200ms",
                "vmto.gateway.address",
                "0.0.0.0",
                "vmto.gateway.names",
                "vmto.example, vmto.example:8443"));
    Known.laidDown(house.peers());
  }

  @AfterAll
  static void close() {
    if (house != null) {
      house.close();
    }
  }

  @Test
  void publicNamesAreTakenAndNoOthers() throws Exception {
    for (var name : new String[] {"vmto.example", "vmto.example:8443", "127.0.0.1:%d"}) {
      assertThat(answer(name.formatted(house.port()), ""))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("Strict-Transport-Security: max-age=");
    }
    for (var name : new String[] {"evil.example", "vmto.example:1", "127.0.0.1"}) {
      assertThat(answer(name, "")).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void onlyItsOwnPagesMaySend() throws Exception {
    assertThat(answer("vmto.example", "Origin: https://vmto.example\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("vmto.example", "Origin: http://vmto.example\r\n"))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void whoSpeaksPlainlyIsNotAnswered() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), house.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("HTTP/1.1 2", "HTTP/1.1 4");
    }
  }

  @Test
  void otherMachinesMayKnock() throws Exception {
    var outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(outside.isPresent(), "this machine has no address but the loopback");
    try (var socket = (SSLSocket) trusting().getSocketFactory().createSocket()) {
      socket.connect(new InetSocketAddress(outside.get(), house.port()), 2000);
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).startsWith("TLSv1.");
    }
  }

  /** What was trusted before is not what answers afterwards. */
  @Test
  void aNewCertificateIsShownWithoutARestart() throws Exception {
    var before = shown();
    install(pair("second"));
    Peers.await(() -> !shown().getSerialNumber().equals(before.getSerialNumber()));
    assertThat(answer("vmto.example", "")).startsWith("HTTP/1.1 200 ");
    var old = trust(before);
    assertThatThrownBy(
            () -> {
              try (var socket = connect(old)) {
                socket.startHandshake();
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static X509Certificate shown() {
    try (var socket = connect(trusting())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String answer(String host, String more) throws Exception {
    try (var socket = connect(trusting())) {
      socket.setSoTimeout(10_000);
      var request =
          "GET /api/v1/jobs HTTP/1.1\r\nHost: "
              + host
              + "\r\nAuthorization: Bearer "
              + house.token()
              + "\r\n"
              + more
              + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static SSLSocket connect(SSLContext context) throws IOException {
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return (SSLSocket) context.getSocketFactory().createSocket(loopback, house.port());
  }

  /** Trusts both pairs, so that a change of the certificate is seen and not refused. */
  private static SSLContext trusting() throws IOException, GeneralSecurityException {
    var known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    for (var name : new String[] {"first", "second"}) {
      var file = folder.resolve(name + ".crt");
      if (Files.exists(file)) {
        known.setCertificateEntry(name, certificate(file));
      }
    }
    return context(known);
  }

  private static SSLContext trust(X509Certificate only)
      throws IOException, GeneralSecurityException {
    var known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    known.setCertificateEntry("only", only);
    return context(known);
  }

  private static SSLContext context(KeyStore known) throws GeneralSecurityException {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static X509Certificate certificate(Path file)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** A key and a certificate as an operator would make them. */
  private static String pair(String name) throws IOException, InterruptedException {
    var openssl =
        new ProcessBuilder(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                    .concat(" -subj /CN=vmto.example -addext subjectAltName=DNS:vmto.example")
                    .concat(" -keyout " + name + ".key -out " + name + ".crt")
                    .split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var told = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).as(told).isZero();
    return name;
  }

  private static void install(String name) throws IOException {
    for (var ending : new String[] {".key", ".crt"}) {
      Files.copy(
          folder.resolve(name + ending),
          folder.resolve("tls" + ending),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
