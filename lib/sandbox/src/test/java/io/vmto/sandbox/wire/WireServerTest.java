package io.vmto.sandbox.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WireServerTest {
  @TempDir Path dir;
  private WireServer server;
  private final byte[] content = new byte[300_000];

  WireServerTest() {
    new java.util.Random(7).nextBytes(content);
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void bodiesOfFixedLengthChunkedAndUntilCloseArriveWhole() throws Exception {
    serve(
        (request, response) -> {
          try (var out =
              switch (request.path()) {
                case "/fixed" -> response.fixed(content.length);
                case "/chunked" -> response.chunked();
                default -> response.untilClose();
              }) {
            out.write(content);
          }
        });
    try (var client = client()) {
      for (String path : new String[] {"/fixed", "/chunked", "/close"}) {
        var answer = client.send(get(path), BodyHandlers.ofByteArray());
        assertThat(answer.body()).as(path).isEqualTo(content);
      }
    }
  }

  @Test
  void chunkedAndFixedRequestBodiesAreStreamedToTheHandler() throws Exception {
    serve((request, response) -> response.send("x/y", request.body().readAllBytes()));
    try (var client = client()) {
      var fixed = HttpRequest.newBuilder(uri("/")).POST(BodyPublishers.ofByteArray(content));
      var chunked =
          HttpRequest.newBuilder(uri("/"))
              .expectContinue(true)
              .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(content)));
      assertThat(client.send(fixed.build(), BodyHandlers.ofByteArray()).body()).isEqualTo(content);
      assertThat(client.send(chunked.build(), BodyHandlers.ofByteArray()).body())
          .isEqualTo(content);
    }
  }

  @Test
  void aReasonPhraseOfOursAndKeepAliveAreSeenOnTheWire() throws Exception {
    serve((request, response) -> response.status(595, "No route to node").send("text/plain", "x"));
    try (var socket = connect()) {
      for (int i = 0; i < 2; i++) {
        write(socket, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        var lines = reader(socket.getInputStream());
        assertThat(lines.readLine()).isEqualTo("HTTP/1.1 595 No route to node");
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
          assertThat(line).doesNotContainIgnoringCase("close");
        }
        assertThat(lines.read()).isEqualTo('x');
      }
    }
  }

  @Test
  void headHasTheLengthButNoBody() throws Exception {
    serve((request, response) -> response.send("text/plain", content));
    try (var socket = connect()) {
      write(socket, "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(all).contains("Content-Length: 300000\r\n").endsWith("\r\n\r\n");
    }
  }

  @Test
  void aCutBodyEndsWithoutCloseNotifyAfterExactlyThatManyBytes() throws Exception {
    serve(
        (request, response) -> {
          try (var out = response.shape(Shaping.cut(1000)).untilClose()) {
            out.write(content);
          }
        });
    // Neither JSSE nor curl minds a missing close_notify; openssl says so.
    var request = Files.writeString(dir.resolve("request"), "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    var client =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-quiet",
                "-ign_eof",
                "-connect",
                "127.0.0.1:" + server.port())
            .redirectInput(request.toFile())
            .redirectError(dir.resolve("errors").toFile())
            .start();
    byte[] received = client.getInputStream().readAllBytes();
    assertThat(dir.resolve("errors")).content().contains("unexpected eof while reading");
    assertThat(Arrays.copyOfRange(received, received.length - 1000, received.length))
        .isEqualTo(Arrays.copyOf(content, 1000));
  }

  @Test
  void aStalledBodyStaysOpenAndSilent() throws Exception {
    serve((request, response) -> response.shape(Shaping.stall(10)).send("x/y", content));
    try (var socket = connect()) {
      write(socket, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      var in = socket.getInputStream();
      socket.setSoTimeout(300);
      assertThatThrownBy(in::readAllBytes).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aThrottledBodyTakesItsTime() throws Exception {
    serve((request, response) -> response.shape(Shaping.throttle(100_000)).send("x/y", content));
    try (var client = client()) {
      long start = System.nanoTime();
      assertThat(client.send(get("/"), BodyHandlers.ofByteArray()).body()).isEqualTo(content);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(Duration.ofMillis(2500));
    }
  }

  @Test
  void nonsenseIsRefusedAndTheConnectionClosed() throws Exception {
    serve((request, response) -> response.send("text/plain", "fine"));
    for (String nonsense :
        new String[] {
          "GARBAGE\r\n\r\n",
          "GET / HTTP/1.1\r\nbad header\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: -4\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"
        }) {
      try (var socket = connect()) {
        write(socket, nonsense);
        String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
        assertThat(all).as(nonsense).startsWith("HTTP/1.1 4").contains("Connection: close");
      }
    }
  }

  @Test
  void anUpgradedConnectionCarriesRawBytesBothWays() throws Exception {
    serve(
        (request, response) -> {
          try (var raw = WebSocketHandshake.accept(request, response, "binary")) {
            raw.out().write(raw.in().readNBytes(5));
            raw.out().flush();
          }
        });
    try (var socket = connect()) {
      // The key and its answer are the example of RFC 6455, section 1.3.
      write(
          socket,
          """
          GET /vnc HTTP/1.1
          Host: h
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
          Sec-WebSocket-Protocol: binary

          """);
      var in = socket.getInputStream();
      String head = "";
      while (!head.endsWith("\r\n\r\n")) {
        head += (char) in.read();
      }
      assertThat(head)
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .contains("Sec-WebSocket-Protocol: binary\r\n");
      write(socket, "hello");
      assertThat(in.readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
    }
  }

  @Test
  void theCertificateOutlivesTheServerAndOpensslAgreesOnItsFingerprint() throws Exception {
    serve((request, response) -> {});
    String first = server.identity().fingerprint();
    server.close();
    serve((request, response) -> {});
    assertThat(server.identity().fingerprint()).isEqualTo(first);
    assertThat(openssl("-sha256")).isEqualToIgnoringCase("sha256 Fingerprint=" + first);
    assertThat(openssl("-sha1"))
        .isEqualToIgnoringCase("sha1 Fingerprint=" + server.identity().thumbprint());
  }

  @Test
  void closeWaitsForARunningRequest() throws Exception {
    var entered = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    serve(
        (request, response) -> {
          entered.countDown();
          await(release);
          response.send("text/plain", "done");
        });
    var answer = new AtomicReference<String>();
    try (var client = client()) {
      var asking =
          client
              .sendAsync(get("/"), BodyHandlers.ofString())
              .thenAccept(response -> answer.set(response.body()));
      await(entered);
      var closing = Thread.ofVirtual().start(this::stopQuietly);
      release.countDown();
      asking.get(10, TimeUnit.SECONDS);
      closing.join();
      assertThat(answer.get()).isEqualTo("done");
    }
  }

  private void stopQuietly() {
    try {
      server.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String openssl(String digest) throws Exception {
    var process =
        new ProcessBuilder(
                "openssl",
                "x509",
                "-noout",
                "-fingerprint",
                digest,
                "-in",
                server.identity().pem().toString())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  private void serve(Handler handler) throws IOException {
    server = WireServer.start(dir, "wire", 0, handler);
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.port() + path);
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private HttpClient client() throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(trusting())
        .build();
  }

  private SSLContext trusting() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", server.identity().certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private SSLSocket connect() throws Exception {
    return (SSLSocket) trusting().getSocketFactory().createSocket("localhost", server.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, UTF_8));
  }
}
