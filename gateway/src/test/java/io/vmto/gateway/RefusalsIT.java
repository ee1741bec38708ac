package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionQuery.ListNodes;
import io.vmto.contract.connection.ConnectionQuery.Nodes;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/** Every way to be refused ends in problem details with a code and a remedy. */
class RefusalsIT {
  private static House house;
  private Refused refused;

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
    refused = Refused.of(house);
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
    assertThat(
            Refused.problem(refused.post("/jobs", body), 404, code).at("/facts/field").asString())
        .startsWith(missing);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void anUnknownMachineIsNotFound() {
    Refused.problem(refused.get("/connections/vc-1/machines/ghost"), 404, "UNKNOWN_MACHINE");
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
    Refused.problem(refused.post("/jobs/job-9/pause", "{}"), 404, "UNKNOWN_JOB");
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
    var problem =
        Refused.problem(
            refused.post("/jobs/job-1/start", "{\"planHash\":\"h\"}"), status, code.name());
    assertThat(problem.path("type").asString()).isEqualTo("https://vmto.io/problems/" + code);
    assertThat(problem.path("detail").asString()).isEqualTo("why " + code);
    assertThat(problem.at("/facts/disk").asString()).isEqualTo("2000");
    assertThat(problem.path("remedy").asString()).isEqualTo("what to do");
    Refused.problem(refused.get("/jobs/job-1"), status, code.name());
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
    var problem = Refused.problem(refused.get("/jobs/job-1"), 500, "INTERNAL_ERROR");
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
    Refused.problem(refused.get("/connections/pve-1/nodes"), 502, "TIMED_OUT");
    release.countDown();
  }

  @Test
  void addressesAndMethodsThatAreNotThereAreProblemsToo() {
    Refused.problem(refused.get("/nothing"), 404, "UNKNOWN_RESOURCE");
    Refused.problem(refused.call(HttpMethod.PATCH, "/api/v1/jobs/job-1"), 405, "REQUEST_INVALID");
    refused.call(HttpMethod.PATCH, "/api/v1/jobs/job-1").expectHeader().valueEquals("Allow", "GET");
    Refused.problem(refused.call(HttpMethod.GET, "/actuator/env"), 404, "UNKNOWN_RESOURCE");
    Refused.problem(
        refused
            .client()
            .get()
            .uri(refused.uri("/api/v1/jobs"))
            .accept(MediaType.TEXT_HTML)
            .exchange(),
        406,
        "REQUEST_INVALID");
  }

  @Test
  void onlyJsonOfAtMost64KiBIsTaken() {
    for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "text/json")) {
      Refused.problem(
          refused
              .client()
              .post()
              .uri(refused.uri("/api/v1/jobs/job-1/start"))
              .header("Content-Type", type)
              .bodyValue("{\"planHash\":\"h\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .exchange(),
          415,
          "REQUEST_INVALID");
    }
    var open = "{\"planHash\":\"h\"";
    Refused.problem(
        refused.post("/jobs/job-1/start", open + " ".repeat(64 * 1024 - open.length()) + "}"),
        413,
        "REQUEST_INVALID");
    assertThat(house.peers().noneTaken()).isTrue();
    refused
        .post("/jobs/job-1/start", open + " ".repeat(64 * 1024 - open.length() - 1) + "}")
        .expectStatus()
        .isAccepted();
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
}
