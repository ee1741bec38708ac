package io.vmto.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpsTest {
  private static final byte[] CONTENT = new byte[300_000];
  private static final Duration PATIENT = Duration.ofSeconds(10);
  private static final CountDownLatch OVER = new CountDownLatch(1);
  private static final Set<String> CALLERS = new ConcurrentSkipListSet<>();
  private static TestServer server;

  @BeforeAll
  static void start() {
    new Random(7).nextBytes(CONTENT);
    server = TestServer.start(HttpsTest::answer);
  }

  @AfterAll
  static void stop() {
    OVER.countDown();
    server.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    CALLERS.add(exchange.getRemoteAddress().toString());
    var body = exchange.getRequestBody().readAllBytes();
    switch (exchange.getRequestURI().getPath()) {
      case "/chunked" -> send(exchange, 0, CONTENT);
      case "/counted" -> send(exchange, CONTENT.length, CONTENT);
      case "/echo" -> send(exchange, body.length, body);
      case "/short" -> cut(exchange, CONTENT.length + 1);
      case "/silent" -> silence(exchange);
      case "/elsewhere" -> {
        exchange.getResponseHeaders().set("Location", server.url() + "/counted");
        exchange.sendResponseHeaders(302, -1);
      }
      default -> exchange.sendResponseHeaders(404, -1);
    }
    exchange.close();
  }

  private static void send(HttpExchange exchange, long length, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, length);
    exchange.getResponseBody().write(content);
  }

  private static void cut(HttpExchange exchange, long promised) throws IOException {
    exchange.sendResponseHeaders(200, promised);
    exchange.getResponseBody().write(CONTENT);
    exchange.getResponseBody().flush();
  }

  private static void silence(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(1);
    exchange.getResponseBody().flush();
    try {
      OVER.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Https client() {
    return new Https(server.address(), Trust.parse(server.sha256()));
  }

  private static Https.Request get(String target) {
    return Https.Request.get(target, Map.of(), PATIENT);
  }

  @Test
  void aBodyArrivesWholeInEveryFraming() throws IOException {
    try (var https = client()) {
      for (var target : List.of("/chunked", "/counted")) {
        try (var response = https.send(get(target))) {
          assertThat(response.status()).isEqualTo(200);
          assertThat(response.body().readAllBytes()).isEqualTo(CONTENT);
        }
      }
    }
  }

  @Test
  void whatIsPostedArrives() throws IOException {
    var body = "naïve ✓".getBytes(StandardCharsets.UTF_8);
    try (var https = client();
        var response =
            https.send(
                new Https.Request("POST", "/echo", Map.of(), body, PATIENT, PATIENT, false))) {
      assertThat(response.bytes(100)).isEqualTo(body);
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws IOException {
    CALLERS.clear();
    try (var https = client()) {
      for (int i = 0; i < 3; i++) {
        try (var response = https.send(get("/chunked"))) {
          response.bytes(CONTENT.length);
        }
      }
    }
    assertThat(CALLERS).hasSize(1);
  }

  @Test
  void aConnectionOfAnHttp10ServerIsNotUsedAgain() throws IOException {
    var connections = new AtomicInteger();
    try (var old = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var https = Https.cleartext(Address.of("127.0.0.1", old.getLocalPort()))) {
      Thread.ofVirtual().start(() -> answerAsIn1996(old, connections));
      for (int i = 0; i < 3; i++) {
        try (var response = https.send(get("/"))) {
          assertThat(response.bytes(10)).isEqualTo("ok".getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    assertThat(connections).hasValue(3);
  }

  /** Answers every request of every connection, and closes none by itself. */
  private static void answerAsIn1996(ServerSocket server, AtomicInteger connections) {
    try {
      while (true) {
        var socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> answerAll(socket));
      }
    } catch (IOException _) {
      // the test is over
    }
  }

  private static void answerAll(Socket socket) {
    try (socket;
        var lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          var answer = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok";
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException _) {
      // the client has gone
    }
  }

  @Test
  void anEarlyEndIsNotTakenForTheEnd() throws IOException {
    try (var https = client();
        var response = https.send(get("/short"))) {
      assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void aSilentServerIsLeftAfterTheStallTime() throws IOException {
    try (var https = client();
        var response = https.send(Https.Request.get("/silent", Map.of(), Duration.ofMillis(200)))) {
      assertThat(response.body().read()).isEqualTo(1);
      assertThatThrownBy(() -> response.body().read()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aBodyLargerThanTheLimitIsRefused() throws IOException {
    try (var https = client();
        var response = https.send(get("/chunked"))) {
      assertThatThrownBy(() -> response.bytes(CONTENT.length - 1))
          .isInstanceOf(HttpsResponse.TooLarge.class);
    }
  }

  @Test
  void aRedirectIsAnAnswerAndNotFollowed() throws IOException {
    try (var https = client();
        var response = https.send(get("/elsewhere"))) {
      assertThat(response.status()).isEqualTo(302);
    }
  }

  @Test
  void aTargetOrHeaderCannotSmuggleALine() {
    try (var https = client()) {
      assertThatThrownBy(() -> get("/x\r\nEvil: 1")).isInstanceOf(IllegalArgumentException.class);
      var evil = Https.Request.get("/counted", Map.of("X", "1\r\nEvil: 1"), PATIENT);
      assertThatThrownBy(() -> https.send(evil)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
