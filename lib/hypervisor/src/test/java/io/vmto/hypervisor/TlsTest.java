package io.vmto.hypervisor;

import static io.vmto.hypervisor.SourcePlatformContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vmto.contract.error.ErrorCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsTest {
  private static final AtomicInteger REQUESTS = new AtomicInteger();
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            exchange -> {
              REQUESTS.incrementAndGet();
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static int get(Trust trust) throws IOException {
    try (var https = new Https(server.address(), trust);
        var answer = https.send(Https.Request.get("/", Map.of(), Duration.ofSeconds(5)))) {
      return answer.status();
    }
  }

  @Test
  void lookingAtACertificateTellsWhatKeytoolTellsAndSendsNothing() {
    var before = REQUESTS.get();
    var certificate = Tls.presented(server.address());
    assertThat(certificate.sha256()).isEqualTo(server.sha256());
    assertThat(certificate.sha1()).isEqualTo(server.sha1());
    assertThat(certificate.subject()).isEqualTo("CN=somewhere.example");
    assertThat(certificate.expires()).isAfter(java.time.Instant.now());
    assertThat(REQUESTS.get()).isEqualTo(before);
  }

  @Test
  void theRightPinIsBelievedWhateverTheNameInTheCertificate() throws IOException {
    assertThat(get(Trust.parse(server.sha256()))).isEqualTo(204);
    assertThat(
            get(Trust.parse(server.sha256().replace(":", "").toLowerCase(java.util.Locale.ROOT))))
        .isEqualTo(204);
    assertThat(get(Trust.sha1(server.sha1()))).isEqualTo(204);
  }

  @Test
  void theWrongPinIsRefusedWithBothFingerprints() {
    var wrong = server.sha256().replaceFirst("^..", server.sha256().startsWith("00") ? "01" : "00");
    var error = catchThrowableOfType(IOException.class, () -> get(Trust.parse(wrong)));
    var failure = Tls.failure(server.address(), error).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.CERTIFICATE_MISMATCH);
    assertThat(failure.facts())
        .containsEntry("expected", wrong)
        .containsEntry("presented", server.sha256());
    assertThat(failure.transientFault()).isFalse();
  }

  @Test
  void aSelfSignedCertificateIsNotBelievedInCaMode() {
    var error = catchThrowableOfType(IOException.class, () -> get(Trust.parse("ca")));
    assertThat(Tls.failure(server.address(), error).failure().code())
        .isEqualTo(ErrorCode.CERTIFICATE_UNTRUSTED);
  }

  @Test
  void theContextAlsoGuardsTheJdksOwnClient() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(server.url() + "/")).build();
    try (var right = HttpClient.newBuilder().sslContext(Tls.sslContext(server.sha256())).build()) {
      assertThat(right.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
    }
    var other = Tls.sslContext("00".repeat(32));
    try (var wrong = HttpClient.newBuilder().sslContext(other).build()) {
      assertThatThrownBy(() -> wrong.send(request, HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(javax.net.ssl.SSLHandshakeException.class);
    }
  }

  @Test
  void aFingerprintOfTheWrongLengthIsNotTakenAsTrust() {
    assertRefused(ErrorCode.REQUEST_INVALID, () -> Trust.parse(server.sha1()));
    assertRefused(ErrorCode.REQUEST_INVALID, () -> Trust.parse("zz".repeat(32)));
    assertRefused(ErrorCode.REQUEST_INVALID, () -> Trust.parse(""));
  }

  @Test
  void aPortNobodyListensOnIsUnreachableForNow() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var thrown =
        catchThrowableOfType(
            PlatformException.class, () -> Tls.presented(Address.of("127.0.0.1", port)));
    assertThat(thrown.failure().code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(thrown.failure().transientFault()).isTrue();
  }
}
