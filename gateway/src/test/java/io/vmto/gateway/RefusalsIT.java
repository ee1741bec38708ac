package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionQuery.ListNodes;
import io.vmto.contract.connection.ConnectionQuery.Nodes;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Every way to be refused ends in problem details with a code, a remedy and no secret. */
class RefusalsIT {
  private static final String CANARY = "canary-7f3a9c";
  private static final String GOOD =
      "\"name\":\"n\",\"kind\":\"VSPHERE\",\"url\":\"https://vc.example\",\"username\":\"ann\"";

  private static House house;
  private WebTestClient client;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of("vmto.gateway.answer", "1s", "vmto.gateway.live", "1s"));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() throws IOException {
    Known.laidDown(house.peers());
    house.peers().forget();
    client = house.client();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/connections | { | body",
        "/connections | [] | body",
        "/connections | {} {} | body",
        "/connections | {\"name\":\"a\",\"name\":\"b\"} | body",
        "/connections | {} | name",
        "/connections | {\"name\":7} | name",
        "/connections | {\"name\":\"  \"} | name",
        "/connections | {\"name\":\"a\\u0000b\"} | name",
        "/connections | {\"name\":null} | name",
        "/connections | {\"name\":\"a\"} | kind",
        "/connections | {\"name\":\"a\",\"kind\":\"XEN\"} | kind",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"http://h\"} | url",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https://u:p@h\"} | url",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https://h/?a=b\"} | url",
        "/connections | {\"name\":\"a\",\"kind\":\"VSPHERE\",\"url\":\"https:///x\"} | url",
        "/connections/vc-1/trust | {\"fingerprint\":\"AB:CD\"} | fingerprint",
        "/connections/vc-1/validate | {\"now\":true} | now",
        "/jobs | {\"source\":[]} | source",
        "/jobs | {\"source\":{\"connection\":\"c\"}} | source.machine",
        "/jobs | {\"source\":{\"connection\":\"c\",\"machine\":\"m\",\"x\":1}} | source.x",
        "/jobs/job-1/start | {} | planHash",
        "/jobs/job-1/start | {\"planHash\":\"h\",\"force\":true} | force",
        "/jobs/job-1/resume-from | {\"step\":1.5} | step",
        "/jobs/job-1/resume-from | {\"step\":-1} | step",
        "/jobs/job-1/resume-from | {\"step\":\"1\"} | step",
        "/jobs/job-1/resume-from | {\"step\":99999999999} | step",
        "/jobs/a%20b/pause | {} | id",
      })
  void aMalformedBodyIsRefusedWithItsField(String address, String body, String field) {
    assertThat(problem(post(address, body), 400, "REQUEST_INVALID").at("/facts/field").asString())
        .isEqualTo(field);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"name\":7 | name",
        "\"networks\":{\"a\":1} | networks.a",
        "\"networks\":[] | networks",
        "\"road\":\"BOAT\" | road",
        "\"bootCheck\":{} | bootCheck.start",
        "\"bootCheck\":{\"start\":\"yes\"} | bootCheck.start",
        "\"bootCheck\":{\"start\":true,\"timeoutSeconds\":0} | bootCheck.timeoutSeconds",
        "\"bootCheck\":{\"start\":true,\"when\":0} | bootCheck.when",
        "\"limits\":{\"bytesPerSecond\":-1} | limits.bytesPerSecond",
        "\"limits\":{\"bytesPerSecond\":1.5} | limits.bytesPerSecond",
        "\"limits\":{\"bytesPerSecond\":9223372036854775808} | limits.bytesPerSecond",
        "\"limits\":{\"parallelDisks\":0} | limits.parallelDisks",
        "\"limits\":{\"parallelDisks\":17} | limits.parallelDisks",
        "\"limits\":{\"disks\":1} | limits.disks",
        "\"colour\":1 | colour",
      })
  void aMalformedMigrationIsRefusedWithItsField(String part, String field) {
    var body =
        "{\"source\":{\"connection\":\"vc-1\",\"machine\":\"web\"},\"target\":{\"connection\":"
            + "\"lab\",\"node\":\"pve\",\"storage\":\"local\"},"
            + part
            + "}";
    assertThat(problem(post("/plans", body), 400, "REQUEST_INVALID").at("/facts/field").asString())
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "/jobs?limit=0,limit",
    "/jobs?limit=501,limit",
    "/jobs?limit=many,limit",
    "/jobs?status=BUSY,status",
    "/jobs?stauts=FAILED,stauts",
    "/jobs?held=maybe,held",
    "/jobs?held=true&held=true,held",
    "/jobs?createdFrom=yesterday,createdFrom",
    "/jobs?source=a%20b,source",
    "/jobs?machine=a%00b,machine",
    "/jobs?failure=BAD_LUCK,failure",
    "/jobs?sort=luck,sort",
    "/jobs?order=up,order",
    "/connections?kind=CLOUD,kind",
    "/artifacts?kept=1,kept",
    "/open-resources?kind=DUST,kind",
    "/claims?stale=yes,stale",
    "/jobs/job-1/samples?since=yesterday,since",
    "/jobs/job-1?at=noon,at",
    "/jobs/job-1/history?limit=501,limit",
    "/jobs/a%20b,id",
    "/connections/a%2Fb,id",
    "/events?after=-1,after",
    "/jobs/job-1/events?after=x,after",
    "/jobs/job-1/events?follow=maybe,follow"
  })
  void aMalformedAddressIsRefusedWithItsField(String address, String field) {
    assertThat(problem(get(address), 400, "REQUEST_INVALID").at("/facts/field").asString())
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Correlation-Id,a b",
    "X-Correlation-Id,<script>",
    "Idempotency-Key,two words",
    "Last-Event-ID,latest"
  })
  void aMalformedHeaderIsRefusedByName(String header, String value) {
    var answer = client.get().uri(uri("/api/v1/events")).header(header, value).exchange();
    assertThat(problem(answer, 400, "REQUEST_INVALID").at("/facts/field").asString())
        .isEqualTo(header);
  }

  @ParameterizedTest
  @CsvSource({
    "source,nowhere,pve,UNKNOWN_CONNECTION",
    "target,vc-1,pluto,UNKNOWN_TARGET",
  })
  void whatIsNotThereIsNotFound(String missing, String connection, String node, String code) {
    var body =
        "{\"source\":{\"connection\":\""
            + connection
            + "\",\"machine\":\"web\"},\"target\":{\"connection\":\"lab\",\"node\":\""
            + node
            + "\",\"storage\":\"local\"}}";
    assertThat(problem(post("/jobs", body), 404, code).at("/facts/field").asString())
        .startsWith(missing);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void anUnknownMachineIsNotFound() {
    problem(get("/connections/vc-1/machines/ghost"), 404, "UNKNOWN_MACHINE");
  }

  @Test
  void aCommandToWhatWasNeverCreatedIsNotFound() {
    house
        .peers()
        .decide(
            PauseJob.class,
            c -> {
              throw new AggregateNotFoundException(c.job().value(), "no such aggregate");
            });
    problem(post("/jobs/job-9/pause", "{}"), 404, "UNKNOWN_JOB");
    house.peers().decide(PauseJob.class, c -> null);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void aRefusalKeepsItsCodeFactsAndRemedy(ErrorCode code) {
    refuse(Failure.of(code, "why " + code, "what to do").with("disk", "2000"));
    var status =
        switch (code) {
          case NOT_AUTHENTICATED -> 401;
          case RATE_LIMITED -> 429;
          default ->
              switch (code.kind()) {
                case INVALID -> 400;
                case DENIED -> 403;
                case NOT_FOUND -> 404;
                case CONFLICT -> 409;
                case UPSTREAM -> 502;
                case INTERNAL -> 500;
              };
        };
    var problem = problem(post("/jobs/job-1/start", "{\"planHash\":\"h\"}"), status, code.name());
    assertThat(problem.path("type").asString()).isEqualTo("https://vmto.io/problems/" + code);
    assertThat(problem.path("detail").asString()).isEqualTo("why " + code);
    assertThat(problem.at("/facts/disk").asString()).isEqualTo("2000");
    assertThat(problem.path("remedy").asString()).isEqualTo("what to do");
    problem(get("/jobs/job-1"), status, code.name());
  }

  @Test
  void whatBreaksInsideComesOutWithoutItsText() {
    house
        .peers()
        .answer(
            FindJob.class,
            JobView.class,
            q -> {
              throw new IllegalStateException("jdbc:postgresql://inside");
            });
    var problem = problem(get("/jobs/job-1"), 500, "INTERNAL_ERROR");
    assertThat(problem.path("detail").asString()).isEqualTo("Something went wrong inside VMTO.");
  }

  @Test
  void anEndpointThatDoesNotAnswerIsNotWaitedForForEver() throws Exception {
    var release = new java.util.concurrent.CountDownLatch(1);
    house
        .peers()
        .answer(
            ListNodes.class,
            Nodes.class,
            q -> {
              awaitQuietly(release);
              return new Nodes(List.of(), java.util.Set.of());
            });
    problem(get("/connections/pve-1/nodes"), 502, "TIMED_OUT");
    release.countDown();
  }

  @Test
  void addressesAndMethodsThatAreNotThereAreProblemsToo() {
    problem(get("/nothing"), 404, "UNKNOWN_RESOURCE");
    problem(call(HttpMethod.PATCH, "/api/v1/jobs/job-1"), 405, "REQUEST_INVALID");
    call(HttpMethod.PATCH, "/api/v1/jobs/job-1").expectHeader().valueEquals("Allow", "GET");
    problem(call(HttpMethod.GET, "/actuator/env"), 404, "UNKNOWN_RESOURCE");
    problem(
        client.get().uri(uri("/api/v1/jobs")).accept(MediaType.TEXT_HTML).exchange(),
        406,
        "REQUEST_INVALID");
  }

  @Test
  void onlyJsonOfAtMost64KiBIsTaken() {
    for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "text/json")) {
      problem(
          client
              .post()
              .uri(uri("/api/v1/jobs/job-1/start"))
              .header("Content-Type", type)
              .bodyValue("{\"planHash\":\"h\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .exchange(),
          415,
          "REQUEST_INVALID");
    }
    var open = "{\"planHash\":\"h\"";
    problem(
        post("/jobs/job-1/start", open + " ".repeat(64 * 1024 - open.length()) + "}"),
        413,
        "REQUEST_INVALID");
    assertThat(house.peers().noneTaken()).isTrue();
    post("/jobs/job-1/start", open + " ".repeat(64 * 1024 - open.length() - 1) + "}")
        .expectStatus()
        .isAccepted();
  }

  @Test
  void aPlantedSecretIsInNoAnswerAndNoLog() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var kept = new Kept();
    kept.start();
    root.addAppender(kept);
    var level = root.getLevel();
    root.setLevel(Level.DEBUG);
    try {
      var answers = new CopyOnWriteArrayList<String>();
      var secret = "\"secret\":\"" + CANARY + "\"";
      for (var body :
          List.of(
              "{" + GOOD + "," + secret + "}",
              "{" + GOOD + "," + secret,
              "{" + GOOD + ",\"secret\":[\"" + CANARY + "\"]}",
              "{" + secret + ",\"kind\":\"" + CANARY + "\",\"name\":\"a\"}",
              "{" + GOOD + "," + secret + ",\"also\":1}",
              "{" + GOOD + "," + secret + ",\"mounts\":{\"" + "m" + "\":[]}}")) {
        answers.add(plainly(body));
      }
      house
          .peers()
          .decide(
              CreateConnection.class,
              c -> {
                throw new IllegalStateException("cannot keep " + c);
              });
      answers.add(plainly("{" + GOOD + "," + secret + "}"));
      house.peers().decide(CreateConnection.class, c -> null);

      assertThat(answers).hasSize(7).noneMatch(a -> a.contains(CANARY));
      assertThat(kept.lines).anyMatch(l -> l.contains("cannot keep"));
      assertThat(kept.lines).noneMatch(l -> l.contains(CANARY)).noneMatch(l -> l.contains(token()));
    } finally {
      root.setLevel(level);
      root.detachAppender(kept);
    }
  }

  private static String token() {
    try {
      return house.token();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void awaitQuietly(java.util.concurrent.CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(Failure failure) {
    house
        .peers()
        .decide(
            StartJob.class,
            c -> {
              throw new Rejected(failure);
            });
    house
        .peers()
        .answer(
            FindJob.class,
            JobView.class,
            q -> {
              throw new Rejected(failure);
            });
  }

  private static JsonNode problem(WebTestClient.ResponseSpec answer, int status, String code) {
    var result = answer.expectBody(byte[].class).returnResult();
    var headers = result.getResponseHeaders();
    var json = result.getResponseBody();
    assertThat(result.getStatus().value()).isEqualTo(status);
    assertThat(headers.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    var problem = ContractJson.mapper().readTree(json);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("remedy").asString()).isNotBlank();
    assertThat(problem.path("correlationId").asString())
        .isEqualTo(headers.getFirst("X-Correlation-Id"));
    assertThat(problem.propertyNames())
        .containsExactlyInAnyOrder(
            "type", "title", "status", "detail", "code", "remedy", "facts", "correlationId");
    return problem;
  }

  /** Sent by a client that does not itself log what it sends. */
  private static String plainly(String body) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(uri("/api/v1/connections"))
              .header("Authorization", "Bearer " + house.token())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.headers() + answer.body();
    }
  }

  private WebTestClient.ResponseSpec get(String address) {
    return call(HttpMethod.GET, "/api/v1" + address);
  }

  private WebTestClient.ResponseSpec call(HttpMethod method, String address) {
    return client.method(method).uri(uri(address)).exchange();
  }

  private WebTestClient.ResponseSpec post(String address, String body) {
    return client
        .post()
        .uri(uri("/api/v1" + address))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  /** As written: the client must not encode it again. */
  private static java.net.URI uri(String address) {
    return java.net.URI.create(house.url() + address);
  }

  /** Keeps every line that would have been logged, stack traces too. */
  private static final class Kept extends AppenderBase<ILoggingEvent> {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      var thrown = event.getThrowableProxy();
      lines.add(
          event.getFormattedMessage()
              + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
    }
  }
}
