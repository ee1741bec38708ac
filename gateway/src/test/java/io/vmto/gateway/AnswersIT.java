package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.runtime.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** A request that is sent again with its key is answered again and not done again. */
@Timeout(90)
class AnswersIT {
  private static final String START = "{\"planHash\":\"hash-1\"}";
  private static final String AT = "/api/v1/jobs/job-1/start";
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static Map<String, Object> settings;
  private static House house;
  private static JdbcTemplate jdbc;
  private String key;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    settings = new HashMap<>(TestDatabase.shared().properties());
    settings.put("vmto.key-file", folder.resolve("key").toString());
    house = House.open(settings);
    jdbc =
        new JdbcTemplate(
            new DriverManagerDataSource(
                settings.get("vmto.db.jdbc-url").toString(),
                settings.get("vmto.db.user").toString(),
                settings.get("vmto.db.password").toString()));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() {
    Known.laidDown(house.peers());
    house.peers().forget();
    key = "key-" + KEYS.incrementAndGet();
  }

  @Test
  void theSameRequestIsAnsweredAsTheFirstTimeAndDoneOnce() throws Exception {
    var first = send(house, AT, START, key);
    house.peers().taken();
    var second = send(house, AT, START, key);

    assertThat(first.getStatus().value()).isEqualTo(202);
    assertThat(first.getResponseHeaders().getFirst("Idempotent-Replayed")).isNull();
    assertThat(second.getStatus()).isEqualTo(first.getStatus());
    assertThat(second.getResponseHeaders().getFirst("Idempotent-Replayed")).isEqualTo("true");
    assertThat(second.getResponseHeaders().getLocation())
        .isEqualTo(first.getResponseHeaders().getLocation())
        .isNotNull();
    assertThat(second.getResponseHeaders().getContentType())
        .isEqualTo(first.getResponseHeaders().getContentType());
    assertThat(second.getResponseBody()).isEqualTo(first.getResponseBody());
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void alsoAfterARestart() throws Exception {
    var first = send(house, AT, START, key);
    house.close();
    house = House.open(settings);
    Known.laidDown(house.peers());
    var second = send(house, AT, START, key);

    assertThat(second.getResponseBody()).isEqualTo(first.getResponseBody());
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void aKeyBelongsToItsBodyAndRoute() throws Exception {
    send(house, AT, START, key);
    house.peers().forget();

    for (var other :
        Set.of(
            send(house, AT, "{\"planHash\":\"hash-2\"}", key),
            send(house, "/api/v1/jobs/job-2/start", START, key),
            send(house, AT + "?x=1", START, key),
            send(house, "/api/v1/jobs/job-1/pause", "", key))) {
      assertThat(other.getStatus().value()).isEqualTo(409);
      assertThat(other.getResponseBody()).contains("\"code\":\"IDEMPOTENCY_MISMATCH\"");
    }
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void aRefusalIsRememberedAndAFaultIsNot() throws Exception {
    var times = new AtomicInteger();
    house.peers().decide(StartJob.class, c -> refuse(times, ErrorCode.PLAN_CHANGED));
    assertThat(send(house, AT, START, key).getStatus().value()).isEqualTo(409);
    assertThat(send(house, AT, START, key).getStatus().value()).isEqualTo(409);
    assertThat(times).hasValue(1);

    for (var fault : new ErrorCode[] {ErrorCode.UPSTREAM_BUSY, ErrorCode.INTERNAL_ERROR}) {
      times.set(0);
      house.peers().decide(StartJob.class, c -> refuse(times, fault));
      send(house, AT, START, key + fault);
      send(house, AT, START, key + fault);
      assertThat(times).hasValue(2);
    }
    house.peers().decide(StartJob.class, c -> null);
    assertThat(send(house, AT, START, key + ErrorCode.INTERNAL_ERROR).getStatus().value())
        .isEqualTo(202);
  }

  @Test
  void whileTheFirstIsBeingAnsweredTheNextIsAskedToComeBack() throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    house
        .peers()
        .decide(
            PauseJob.class,
            c -> {
              begun.countDown();
              awaitQuietly(release);
              return null;
            });
    var at = "/api/v1/jobs/job-1/pause";
    var first = CompletableFuture.supplyAsync(() -> sendUnchecked(house, at, "", key));
    try {
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      var second = send(house, at, "", key);
      assertThat(second.getStatus().value()).isEqualTo(409);
      assertThat(second.getResponseBody()).contains("\"code\":\"ILLEGAL_STATE\"");
      assertThat(second.getResponseHeaders().getFirst("Retry-After")).isEqualTo("1");
    } finally {
      release.countDown();
    }
    assertThat(first.join().getStatus().value()).isEqualTo(202);
    assertThat(send(house, at, "", key).getStatus().value()).isEqualTo(202);
    assertThat(house.peers().count()).isEqualTo(1);
    house.peers().decide(PauseJob.class, c -> null);
  }

  @Test
  void neitherKeyNorBodyIsStored() throws Exception {
    send(house, AT, "{\"planHash\":\"canary-body\"}", "canary-key");
    var rows = jdbc.queryForList("select row_to_json(a)::text from gateway.answer a", String.class);
    var hex = java.util.HexFormat.of();
    assertThat(rows)
        .isNotEmpty()
        .noneMatch(r -> r.contains("canary"))
        .noneMatch(
            r ->
                r.contains(
                    hex.formatHex("canary".getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
  }

  @Test
  void whatIsOlderThanADayIsForgotten() throws Exception {
    send(house, AT, START, key);
    house.peers().forget();
    assertThat(
            jdbc.queryForObject(
                "select min(until) > now() + interval '23 hours' from" + " gateway.answer",
                Boolean.class))
        .isTrue();
    jdbc.update("update gateway.answer set until = now() - interval '1 second'");

    send(house, AT, "{\"planHash\":\"hash-9\"}", key);
    assertThat(house.peers().count()).isEqualTo(1);
    house.answers().sweep().block();
    assertThat(jdbc.queryForObject("select count(*) from gateway.answer", Integer.class))
        .isEqualTo(1);
  }

  private static Object refuse(AtomicInteger times, ErrorCode code) {
    times.incrementAndGet();
    throw Known.unknown(code);
  }

  private static EntityExchangeResult<String> sendUnchecked(
      House house, String address, String body, String key) {
    try {
      return send(house, address, body, key);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static EntityExchangeResult<String> send(
      House house, String address, String body, String key) throws IOException {
    return house
        .client()
        .post()
        .uri(address)
        .header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectBody(String.class)
        .returnResult();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
