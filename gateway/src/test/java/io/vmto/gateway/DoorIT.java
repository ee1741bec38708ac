package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;

/** Who may come in, asked over plain sockets where a client would put things right. */
class DoorIT {
  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of("server.address", "0.0.0.0", "vmto.gateway.address", "0.0.0.0"));
    Known.laidDown(house.peers());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void withTheTokenAndItsOwnNameARequestComesIn() throws IOException {
    for (var name : new String[] {"127.0.0.1", "localhost"}) {
      assertThat(answer("Host: " + name + ":" + house.port() + "\r\n" + bearer()))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:%d",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.1.evil.example:%d",
        "LOCALHOST:%d",
        "[::1]:%d"
      })
  void anotherHostNameIsRefused(String host) throws IOException {
    assertThat(answer("Host: " + host.formatted(house.port()) + "\r\n" + bearer()))
        .startsWith("HTTP/1.1 403 ")
        .contains("\"code\":\"NOT_ALLOWED\"");
  }

  @Test
  void twoHostNamesAreRefused() throws IOException {
    assertThat(answer(host() + "Host: evil.example\r\n" + bearer()))
        .doesNotStartWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "https://127.0.0.1:%d", "http://localhost:%d", ""})
  void aPageOfAnotherOriginIsRefused(String origin) throws IOException {
    var named = "Origin: " + origin.formatted(house.port()) + "\r\n";
    assertThat(answer(host() + named + bearer())).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void aPageOfTheSameOriginComesIn() throws IOException {
    assertThat(answer(host() + "Origin: " + house.url() + "\r\n" + bearer()))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer 0000\r\n",
        "Authorization: Basic YTpi\r\n",
        "Authorization: Bearer %s0\r\n",
        "Authorization: Bearer %s\r\nAuthorization: Bearer %s\r\n"
      })
  void withoutExactlyTheTokenNothingIsToldButWhatIsMissing(String header) throws IOException {
    var token = house.token();
    assertThat(answer(host() + header.formatted(token, token)))
        .startsWith("HTTP/1.1 401 ")
        .containsIgnoringCase("WWW-Authenticate: Bearer")
        .contains("\"code\":\"NOT_AUTHENTICATED\"")
        .doesNotContain(token);
  }

  @Test
  void withoutATokenNobodyLearnsWhichAddressesThereAre() {
    for (var address : new String[] {"/api/v1/nothing", "/actuator", "/actuator/health"}) {
      house.stranger().get().uri(address).exchange().expectStatus().isUnauthorized();
    }
  }

  @Test
  void probesNeedNoToken() {
    for (var probe : new String[] {"liveness", "readiness"}) {
      house
          .stranger()
          .get()
          .uri("/actuator/health/" + probe)
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody()
          .jsonPath("$.status")
          .isEqualTo("UP");
    }
  }

  @Test
  void everyAnswerTellsBrowsersToBeCareful() {
    house
        .stranger()
        .get()
        .uri("/api/v1/jobs")
        .accept(MediaType.APPLICATION_JSON)
        .exchange()
        .expectHeader()
        .valueEquals("X-Content-Type-Options", "nosniff")
        .expectHeader()
        .valueEquals("X-Frame-Options", "DENY")
        .expectHeader()
        .valueEquals("Cache-Control", "no-store")
        .expectHeader()
        .valueEquals("Referrer-Policy", "no-referrer")
        .expectHeader()
        .valueEquals("Cross-Origin-Resource-Policy", "same-origin")
        .expectHeader()
        .valueMatches("Content-Security-Policy", "default-src 'none'.*");
  }

  @Test
  void onlyTheLoopbackListensWhateverIsConfigured() throws IOException {
    var outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(outside.isPresent(), "this machine has no address but the loopback");
    try (var socket = new Socket()) {
      var there = new InetSocketAddress(outside.get(), house.port());
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> socket.connect(there, 2000))
          .isInstanceOf(ConnectException.class);
    }
  }

  private static String host() {
    return "Host: 127.0.0.1:" + house.port() + "\r\n";
  }

  private static String bearer() throws IOException {
    return "Authorization: Bearer " + house.token() + "\r\n";
  }

  private static String answer(String headers) throws IOException {
    try (var socket =
        new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), house.port())) {
      socket.setSoTimeout(10_000);
      var request = "GET /api/v1/jobs HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
