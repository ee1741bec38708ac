package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.view.ArtifactView;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.ViewQuery;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.FindJobs;
import io.vmto.contract.view.ViewQuery.FoundJobs;
import io.vmto.contract.view.ViewQuery.ListArtifacts;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import tools.jackson.databind.JsonNode;

/** Reads by GraphQL, through the door. */
class GraphQlIT {
  private static final String ADDRESS = "/api/v1/graphql";
  private static final List<JobId> FIFTY =
      IntStream.range(0, 50).mapToObj(i -> new JobId("job-" + i)).toList();

  private static House house;

  /** Everything that query-service was asked. */
  private final Queue<Object> asked = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
    Known.laidDown(house.peers());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void answers() {
    var peers = house.peers();
    peers.answer(
        ListJobs.class,
        ViewQuery.Jobs.class,
        q -> {
          asked.add(q);
          var ids = q.filter().ids().isEmpty() ? FIFTY : List.copyOf(q.filter().ids());
          return new ViewQuery.Jobs(
              ids.stream().map(Known::summary).toList(),
              ids.stream().map(id -> "after-" + id).toList(),
              q.filter().ids().isEmpty() ? "after-job-49" : null);
        });
    peers.answer(
        FindJobs.class,
        FoundJobs.class,
        q -> {
          asked.add(q);
          return new FoundJobs(q.jobs().stream().map(Known::job).toList());
        });
    peers.answer(
        ListArtifacts.class,
        ViewQuery.Artifacts.class,
        q -> {
          asked.add(q);
          var of = q.filter().jobs();
          return new ViewQuery.Artifacts(
              of.stream()
                  .map(
                      j ->
                          new ArtifactView(
                              "a-" + j,
                              j,
                              "2000",
                              "",
                              "/store",
                              true,
                              Known.NOON,
                              null,
                              null,
                              null))
                  .toList(),
              of.stream().map(JobId::value).toList(),
              null);
        });
    peers.answer(
        FindJobAt.class,
        io.vmto.contract.view.JobView.class,
        q -> {
          throw Known.unknown(ErrorCode.UNKNOWN_JOB);
        });
  }

  @Test
  void fiftyJobsWithEverythingBesideThemAreOneQuestionOfEachKind() throws Exception {
    var answer =
        ask(
            "{jobs(first:50){edges{node{name machineName steps{title} disks{key} machine{cpus}"
                + " source{name} target{name} artifacts{name job{name}}}}}}");
    assertThat(answer.path("errors").isMissingNode()).isTrue();
    var edges = answer.at("/data/jobs/edges");
    assertThat(edges).hasSize(50);
    assertThat(edges.get(7).at("/node/artifacts/0/name").asString()).isEqualTo("a-job-7");
    assertThat(edges.get(7).at("/node/artifacts/0/job/name").asString()).isEqualTo("web");
    assertThat(edges.get(7).at("/node/machine/cpus").asInt()).isEqualTo(2);
    assertThat(edges.get(7).at("/node/source/name").asString()).isEqualTo("vcenter");
    assertThat(asked.stream().filter(FindJobs.class::isInstance)).hasSize(1);
    assertThat(asked.stream().filter(ListArtifacts.class::isInstance)).hasSize(1);
    assertThat(asked.stream().filter(ListJobs.class::isInstance)).hasSize(2);
  }

  @Test
  void aPageTellsWhereItStands() throws Exception {
    var answer =
        ask(
            "{jobs(after:\"x\" sort:NAME order:ASC first:7 filter:{status:[FAILED] machine:\"web\""
                + " held:true created:{from:\"2026-03-01T00:00:00Z\"} failure:\"ROOT_MISMATCH\"})"
                + "{edges{cursor node{id key}} pageInfo{hasNextPage hasPreviousPage startCursor"
                + " endCursor}}}");
    assertThat(answer.at("/data/jobs/pageInfo"))
        .isEqualTo(
            json(
                "{\"hasNextPage\":true,\"hasPreviousPage\":true,\"startCursor\":\"after-job-0\","
                    + "\"endCursor\":\"after-job-49\"}"));
    assertThat(answer.at("/data/jobs/edges/1/cursor").asString()).isEqualTo("after-job-1");
    assertThat(answer.at("/data/jobs/edges/1/node/id").asString()).isEqualTo("jobs/job-1");
    assertThat(answer.at("/data/jobs/edges/1/node/key").asString()).isEqualTo("job-1");
    assertThat(asked.peek())
        .isEqualTo(
            new ListJobs(
                new JobFilter(
                    Set.of(),
                    Set.of(JobStatus.FAILED),
                    null,
                    null,
                    "web",
                    true,
                    new io.vmto.contract.view.Span(
                        java.time.Instant.parse("2026-03-01T00:00:00Z"), null),
                    io.vmto.contract.view.Span.ALWAYS,
                    ErrorCode.ROOT_MISMATCH),
                new Page<>(ListJobs.Order.NAME, false, 7, "x")));
  }

  @Test
  void whatHasAnIdIsFoundByIt() throws Exception {
    var answer =
        ask(
            "{a:node(id:\"jobs/job-1\"){__typename id ... on Job{name status createdAt}}"
                + " b:node(id:\"connections/vc-1\"){id ... on Connection{endpoint{kind}}}"
                + " c:node(id:\"claims/claim-2\"){id ... on Claim{stale holder{key}}}"
                + " d:node(id:\"moons/1\"){id} jobAt(id:\"jobs/none\" position:3){name}"
                + " system{version} license{running terms{number}}}");
    assertThat(answer.path("errors").isMissingNode()).isTrue();
    assertThat(answer.at("/data/a"))
        .isEqualTo(
            json(
                "{\"__typename\":\"Job\",\"id\":\"jobs/job-1\",\"name\":\"web\",\"status\":"
                    + "\"CREATED\",\"createdAt\":\"2026-03-01T12:00:00Z\"}"));
    assertThat(answer.at("/data/b/endpoint/kind").asString()).isEqualTo("VSPHERE");
    assertThat(answer.at("/data/c/holder/key").asString()).isEqualTo("job-1");
    assertThat(answer.at("/data/d").isNull()).isTrue();
    assertThat(answer.at("/data/jobAt").isNull()).isTrue();
    assertThat(answer.at("/data/license/running/0").asString()).isEqualTo("job-1");
  }

  @Test
  void aRefusalSaysWhatProblemDetailsWouldSay() throws Exception {
    house
        .peers()
        .answer(
            ListJobs.class,
            ViewQuery.Jobs.class,
            q -> {
              throw Fields.invalid("after", "is not a cursor of this list");
            });
    var extensions = ask("{jobs{edges{cursor}}}").at("/errors/0/extensions");
    assertThat(extensions.path("code").asString()).isEqualTo("REQUEST_INVALID");
    assertThat(extensions.at("/facts/field").asString()).isEqualTo("after");
    assertThat(extensions.path("remedy").asString()).isNotEmpty();
    assertThat(extensions.path("correlationId").asString()).isEqualTo("graph-1");
  }

  @Test
  void whatIsNoQueryOfThisSchemaIsRefused() throws Exception {
    for (var query :
        List.of(
            "{jobs{",
            "{moons{name}}",
            "mutation{start}",
            "{jobs(first:501){edges{cursor}}}",
            "{jobs(filter:{failure:\"BAD_LUCK\"}){edges{cursor}}}",
            "{jobs(filter:{source:\"a b\"}){edges{cursor}}}",
            "{job(id:\"a b\"){name}}",
            "{jobs(filter:{created:{from:\"noon\"}}){edges{cursor}}}")) {
      var extensions = ask(query).at("/errors/0/extensions");
      assertThat(extensions.path("code").asString()).as(query).isEqualTo("REQUEST_INVALID");
      assertThat(extensions.path("correlationId").asString()).as(query).isEqualTo("graph-1");
    }
  }

  @Test
  void aQueryThatIsTooDeepOrTooCostlyIsRefusedBeforeAnythingIsAsked() throws Exception {
    var deep = "{jobs{edges{node{" + "artifacts{job{".repeat(8) + "name" + "}}".repeat(8) + "}}}}";
    var costly = "{jobs(first:500){edges{node{history(first:500){position type at}}}}}";
    for (var query : List.of(deep, costly)) {
      var error = ask(query).at("/errors/0");
      assertThat(error.at("/extensions/code").asString()).isEqualTo("REQUEST_INVALID");
      assertThat(error.path("message").asString()).startsWith("The query is too ");
      assertThat(error.at("/extensions/facts").propertyNames()).contains("is", "most");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void theSchemaIsToldToThoseWhoMayComeIn() throws Exception {
    var query = "{__schema{queryType{name} mutationType{name}}}";
    var answer = ask(query);
    assertThat(answer.at("/data/__schema/queryType/name").asString()).isEqualTo("Query");
    assertThat(answer.at("/data/__schema/mutationType").isNull()).isTrue();
    house
        .stranger()
        .post()
        .uri(ADDRESS)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(Map.of("query", query))
        .exchange()
        .expectStatus()
        .isUnauthorized();
  }

  @Test
  void thereIsNoOtherWayToAsk() throws Exception {
    house
        .client()
        .get()
        .uri(ADDRESS + "?query={system{version}}")
        .exchange()
        .expectStatus()
        .isEqualTo(405);
    house
        .client()
        .post()
        .uri(ADDRESS)
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue("{system{version}}")
        .exchange()
        .expectStatus()
        .isEqualTo(415);
  }

  @Test
  void theEventsOfAJobAreToldToItsEnd() throws Exception {
    var peers = house.peers();
    var job = "job-told";
    peers.happen(Known.entry(peers.head() + 1, "job.created/1", job, "{\"deep\":{\"n\":[1]}}"));
    peers.happen(Known.entry(peers.head() + 1, "job.created/1", "job-other"));
    peers.happen(Known.entry(peers.head() + 1, "job.succeeded/1", job));
    var told =
        house
            .client()
            .post()
            .uri(ADDRESS)
            .contentType(MediaType.APPLICATION_JSON)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .bodyValue(
                Map.of(
                    "query",
                    "subscription{jobEvents(id:\"" + job + "\"){position type payload meta}}"))
            .exchange()
            .expectStatus()
            .isOk()
            .returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
            .getResponseBody()
            .filter(e -> "next".equals(e.event()))
            .map(e -> json(e.data()).at("/data/jobEvents"))
            .collectList()
            .block(Duration.ofSeconds(20));
    assertThat(told)
        .extracting(e -> e.path("type").asString())
        .containsExactly("job.created/1", "job.succeeded/1");
    assertThat(told.getFirst().at("/payload/deep/n/0").asInt()).isEqualTo(1);
    assertThat(told.getFirst().at("/meta/actor").asString()).isEqualTo("ada");
  }

  private static JsonNode ask(String query) throws IOException {
    var body =
        house
            .client()
            .post()
            .uri(ADDRESS)
            .header("X-Correlation-Id", "graph-1")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(Map.of("query", query))
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    return json(body);
  }

  private static JsonNode json(String text) {
    return ContractJson.mapper().readTree(text);
  }
}
