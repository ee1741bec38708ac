package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server takes off the wire, and how it puts its answers on it. */
@Timeout(60)
class ListeningIT {
  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of("vmto.gateway.head", "1500ms"));
    Known.laidDown(house.peers());
    house
        .peers()
        .answer(
            ListJobs.class,
            Jobs.class,
            q ->
                new Jobs(
                    Collections.nCopies(20, Known.summary(Known.JOB)),
                    Collections.nCopies(20, "next"),
                    null));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void aLongAnswerIsCompressedForThoseWhoAsk() throws Exception {
    var plain = get("/api/v1/jobs", Map.of());
    var packed = get("/api/v1/jobs", Map.of("Accept-Encoding", "gzip"));

    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 3);
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
    }
  }

  @Test
  void aFeedIsNotCompressed() throws Exception {
    try (var wire = new Wire(house)) {
      wire.send(
          "GET /api/v1/events HTTP/1.1\r\n"
              + Wire.headers(house)
              + "Accept: text/event-stream\r\nAccept-Encoding: gzip\r\n\r\n");
      assertThat(wire.until("connected"))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContainIgnoringCase("Content-Encoding");
    }
  }

  @Test
  void headAnswersAsGetWithoutItsBody() throws Exception {
    var head =
        Wire.exchange(
            house,
            "HEAD /api/v1/system HTTP/1.1\r\n" + Wire.headers(house) + "Connection: close\r\n\r\n");
    assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    var refused =
        Wire.exchange(
            house,
            "HEAD /api/v1/nothing HTTP/1.1\r\n"
                + Wire.headers(house)
                + "Connection: close\r\n\r\n");
    assertThat(refused).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\n");
  }

  @Test
  void optionsTellsTheMethods() throws Exception {
    var answer =
        Wire.exchange(
            house,
            "OPTIONS /api/v1/connections HTTP/1.1\r\n"
                + Wire.headers(house)
                + "Connection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 ").containsPattern("(?i)allow: .*POST");
  }

  @Test
  void aLongAddressOrManyHeadersAreRefusedBeforeTheyAreRead() throws Exception {
    var longAddress = "GET /api/v1/jobs?x=" + "a".repeat(9000) + " HTTP/1.1\r\n";
    assertThat(Wire.exchange(house, longAddress + Wire.headers(house) + "\r\n"))
        .startsWith("HTTP/1.1 414 ");
    var manyHeaders = ("X-Filler: " + "b".repeat(1000) + "\r\n").repeat(20);
    assertThat(
            Wire.exchange(
                house,
                "GET /api/v1/jobs HTTP/1.1\r\n" + Wire.headers(house) + manyHeaders + "\r\n"))
        .matches("(?s)HTTP/1.1 (413|431) .*");
  }

  @Test
  void whatIsNotHttpIsRefused() throws Exception {
    assertThat(Wire.exchange(house, "\u0016\u0003\u0001 hello\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(
            Wire.exchange(
                house,
                "POST /api/v1/jobs HTTP/1.1\r\n"
                    + Wire.headers(house)
                    + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aHeadThatComesByteByByteIsNotWaitedForForEver() throws Exception {
    try (var wire = new Wire(house)) {
      wire.send("GET /api/v1/jobs HTTP/1.1\r\n");
      var begun = System.nanoTime();
      assertThat(trickle(wire)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosedAndOneThatIsServedIsNot() throws Exception {
    try (var silent = new Wire(house);
        var feed = EventSource.open(house, "/api/v1/events", null)) {
      assertThat(silent.read()).isEqualTo(-1);
      house.peers().happen(Known.entry(house.peers().head() + 1, "job.queued/1", "job-1"));
      assertThat(feed.until(house.peers().head())).isNotEmpty();
    }
  }

  /** Sends a header a byte at a time until the server has had enough. */
  private static boolean trickle(Wire wire) throws IOException {
    try {
      var pause = new java.util.concurrent.SynchronousQueue<Integer>();
      for (int i = 0; i < 200; i++) {
        wire.send("x");
        pause.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      return false;
    } catch (SocketException e) {
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static java.net.http.HttpResponse<byte[]> get(String address, Map<String, String> more)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request = request(address);
      more.forEach(request::header);
      return http.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static HttpRequest.Builder request(String address) throws IOException {
    return HttpRequest.newBuilder(URI.create(house.url() + address))
        .header("Authorization", "Bearer " + house.token());
  }
}
