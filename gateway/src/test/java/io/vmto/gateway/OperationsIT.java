package io.vmto.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessorCommand.DiscardLetter;
import io.vmto.contract.operations.ProcessorCommand.ReplayLetter;
import io.vmto.contract.operations.ProcessorCommand.StartProcessor;
import io.vmto.contract.operations.ProcessorCommand.StopProcessor;
import io.vmto.contract.operations.ProjectionCommand.CheckProjection;
import io.vmto.contract.operations.ProjectionCommand.RebuildProjection;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What keeps an installation running, over HTTP: what is asked of whom, and how it is answered. */
class OperationsIT {
  private static final String CANARY = "canary-secret";
  private static House house;
  private WebTestClient client;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
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

  @Test
  void processorsAreToldOfStoppedAndStarted() throws Exception {
    read("/api/v1/processors")
        .jsonPath("$.processors[0].name")
        .isEqualTo("ledger")
        .jsonPath("$.processors[0].lag")
        .isEqualTo(0);
    accepted("/api/v1/processors/ledger/stop", "");
    assertThat(taken()).isEqualTo(new StopProcessor(Known.LEDGER));
    accepted("/api/v1/processors/ledger/start", "");
    assertThat(taken()).isEqualTo(new StartProcessor(Known.LEDGER));
    refused("/api/v1/processors/nobody/stop", "", 404);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void deadLettersAreListedReplayedAndDiscardedWithAReason() throws Exception {
    read("/api/v1/dead-letters?limit=1")
        .jsonPath("$.deadLetters.length()")
        .isEqualTo(1)
        .jsonPath("$.deadLetters[0].id")
        .isEqualTo("l-1")
        .jsonPath("$.next")
        .isEqualTo("2026-03-01T12:00:00Z_l-1");
    read("/api/v1/dead-letters?limit=1&after=2026-03-01T12:00:00Z_l-1")
        .jsonPath("$.deadLetters[0].id")
        .isEqualTo("l-2")
        .jsonPath("$.next")
        .doesNotExist();
    read("/api/v1/dead-letters/l-1").jsonPath("$.code").isEqualTo("INTERNAL_ERROR");
    accepted("/api/v1/dead-letters/l-1/replay", "");
    assertThat(taken()).isEqualTo(new ReplayLetter(Known.LEDGER, "l-1"));
    accepted("/api/v1/dead-letters/l-1/discard", "{\"reason\":\"it is void\"}");
    assertThat(taken()).isEqualTo(new DiscardLetter(Known.LEDGER, "l-1", "it is void"));
    refused("/api/v1/dead-letters/l-1/discard", "{}", 400);
    refused("/api/v1/dead-letters/gone/replay", "", 404);
  }

  @Test
  void projectionsAreRebuiltAndCheckedOneOrAll() throws Exception {
    read("/api/v1/projections").jsonPath("$.projections[1].name").isEqualTo("feed");
    accepted("/api/v1/projections/job/rebuild", "");
    assertThat(taken()).isEqualTo(new RebuildProjection(new PartId("job")));
    accepted("/api/v1/projections/check", "");
    assertThat(taken()).isEqualTo(new CheckProjection(new PartId("job")));
    assertThat(taken()).isEqualTo(new CheckProjection(new PartId("feed")));
  }

  @Test
  void healthIsTheWorstOfItsChecks() {
    read("/api/v1/health")
        .jsonPath("$.status")
        .isEqualTo("FAIL")
        .jsonPath("$.checks[?(@.name=='database')].status")
        .isEqualTo("OK")
        .jsonPath("$.checks[?(@.name=='processor.ledger')].status")
        .isEqualTo("OK")
        .jsonPath("$.checks[?(@.name=='dead-letters')].status")
        .isEqualTo("FAIL")
        .jsonPath("$.checks[?(@.name=='artifact-store')].status")
        .isEqualTo("OK");
    read("/api/v1/storage")
        .jsonPath("$.database.events")
        .isNumber()
        .jsonPath("$.images[0].job")
        .isEqualTo("job-1")
        .jsonPath("$.images[1].bytes")
        .isEqualTo(300);
    read("/api/v1/stuck-jobs?olderThan=60")
        .jsonPath("$.waiting[0].reason")
        .isEqualTo("Nobody has started it.")
        .jsonPath("$.stuck")
        .isEmpty();
  }

  @Test
  void whatIsExportedHoldsNoSecretAndCanBePutInAgain() throws Exception {
    read("/api/v1/configuration")
        .jsonPath("$.version")
        .isEqualTo(1)
        .jsonPath("$.connections[0].name")
        .isEqualTo("vcenter")
        .jsonPath("$.licence.number")
        .isEqualTo("trial");
    var exported =
        client
            .get()
            .uri("/api/v1/configuration")
            .exchange()
            .expectBody(String.class)
            .returnResult()
            .getResponseBody();
    put("/api/v1/configuration", exported)
        .jsonPath("$.items[0].outcome")
        .isEqualTo("LEFT")
        .jsonPath("$.items[0].detail")
        .isEqualTo("It is there as wanted.")
        .jsonPath("$.items[2].kind")
        .isEqualTo("licence");
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void whatIsMissingIsMadeWhereItsSecretIsSent() throws Exception {
    var document =
        """
        {"version":1,"connections":[
          {"name":"vcenter","kind":"VSPHERE","url":"https://other.example","username":"ann",
           "trust":"ca"},
          {"name":"bare","kind":"PROXMOX","url":"https://p.example","username":"root@pam!t"},
          {"name":"new","kind":"PROXMOX","url":"https://n.example","username":"root@pam!t",
           "secret":"canary-secret","bytesPerSecond":1000,
           "ssh":{"user":"root","hostKey":"SHA256:%s","privateKey":"canary-secret"}}]}
        """
            .formatted("a".repeat(43));
    put("/api/v1/configuration?dryRun=true", document)
        .jsonPath("$.items[0].detail")
        .isEqualTo("It is there and differs in url.")
        .jsonPath("$.items[1].outcome")
        .isEqualTo("NEEDS_SECRET")
        .jsonPath("$.items[2].outcome")
        .isEqualTo("WOULD_MAKE");
    assertThat(house.peers().noneTaken()).isTrue();

    put("/api/v1/configuration", document)
        .jsonPath("$.items[2].outcome")
        .isEqualTo("MADE")
        .jsonPath("$.items[2].detail")
        .isEqualTo("Its certificate has to be confirmed.")
        .json("{\"dryRun\":false}")
        .consumeWith(
            answer ->
                assertThat(new String(answer.getResponseBody(), UTF_8)).doesNotContain(CANARY));
    var made = (CreateConnection) taken();
    assertThat(made.name()).isEqualTo("new");
    assertThat(made.secret().reveal()).isEqualTo(CANARY);
    assertThat(((ChangeSsh) taken()).key().reveal()).isEqualTo(CANARY);
    assertThat(((LimitConnection) taken()).bytesPerSecond()).isEqualTo(1000);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void aDocumentOfAnotherVersionIsRefused() {
    refused("/api/v1/configuration", "{\"version\":2,\"connections\":[]}", 400);
    refused("/api/v1/configuration", "{\"version\":1,\"connections\":{}}", 400);
  }

  private static Object taken() throws InterruptedException {
    return house.peers().taken().getPayload();
  }

  private void accepted(String address, String body) {
    send(address, body).expectStatus().isAccepted().expectHeader().exists("Location");
  }

  private void refused(String address, String body, int status) {
    send(address, body).expectStatus().isEqualTo(status);
  }

  private WebTestClient.BodyContentSpec put(String address, String body) {
    return send(address, body).expectStatus().isOk().expectBody();
  }

  private WebTestClient.ResponseSpec send(String address, String body) {
    var request = client.post().uri(address);
    return body.isEmpty()
        ? request.exchange()
        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
  }

  private WebTestClient.BodyContentSpec read(String address) {
    return client.get().uri(address).exchange().expectStatus().isOk().expectBody();
  }
}
