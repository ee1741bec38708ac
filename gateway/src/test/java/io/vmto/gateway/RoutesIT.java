package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.claim.ClaimCommand.BreakClaim;
import io.vmto.contract.claim.ClaimId;
import io.vmto.contract.connection.ConnectionCommand.ChangeSecret;
import io.vmto.contract.connection.ConnectionCommand.ChangeSsh;
import io.vmto.contract.connection.ConnectionCommand.ConfirmFingerprint;
import io.vmto.contract.connection.ConnectionCommand.CreateConnection;
import io.vmto.contract.connection.ConnectionCommand.LimitConnection;
import io.vmto.contract.connection.ConnectionCommand.RemoveConnection;
import io.vmto.contract.connection.ConnectionCommand.ValidateConnection;
import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobCommand.CancelJob;
import io.vmto.contract.job.JobCommand.ChangeLimits;
import io.vmto.contract.job.JobCommand.CreateJob;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.ResumeFromStep;
import io.vmto.contract.job.JobCommand.ResumeJob;
import io.vmto.contract.job.JobCommand.RetryFailedSteps;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.contract.license.LicenseCommand.InstallLicense;
import io.vmto.contract.view.JobFilter;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.Page;
import io.vmto.contract.view.Span;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.contract.view.ViewQuery.FindJobAt;
import io.vmto.contract.view.ViewQuery.Jobs;
import io.vmto.contract.view.ViewQuery.ListJobs;
import io.vmto.contract.view.ViewQuery.ListSamples;
import io.vmto.contract.view.ViewQuery.Samples;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Every route when all is well: what it asks of the services, and what it answers. */
class RoutesIT {
  private static final String PRINT = "AB:".repeat(31) + "CD";
  private static final String CONNECTION =
      """
      {"name":"vcenter","kind":"VSPHERE","url":"https://vc.example:443","username":"ann",
       "secret":"s3cret\\nline","trust":"%s","mounts":{"local":"/mnt/local"}}
      """
          .formatted(PRINT.toLowerCase(java.util.Locale.ROOT));
  private static final String MIGRATION =
      """
      {"source":{"connection":"vcenter","machine":"web"},
       "target":{"connection":"pve-1","node":"pve","storage":"local"},
       "name":"web2","networks":{"VM Network":"vmbr0"},"road":"UPLOAD","read":"NFC",
       "bootCheck":{"start":true,"expect":"ready","identity":"abc","timeoutSeconds":60},
       "limits":{"bytesPerSecond":200000000000,"parallelDisks":4}}
      """;
  private static final MigrationSpec SPEC =
      new MigrationSpec(
          new MigrationRequest(
              new MigrationRequest.Source(Known.VCENTER, "web"),
              new MigrationRequest.Target(Known.CLUSTER, "pve", "local"),
              "web2",
              Map.of("VM Network", "vmbr0"),
              Road.UPLOAD,
              Reading.NFC,
              new BootCheck(true, "ready", "abc", 60)),
          Known.MACHINE,
          Set.of("STREAM_EXPORT"),
          Known.NODE,
          Set.of("IMPORT"),
          "vc-1");

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

  private static final String HOST_KEY = "SHA256:" + "a".repeat(43);

  @BeforeEach
  void layDown() throws IOException {
    Known.laidDown(house.peers());
    house.peers().forget();
    client = house.client();
  }

  @Test
  void aConnectionIsCreatedFromWhatWasSent() throws Exception {
    var location = accepted(HttpMethod.POST, "/api/v1/connections", CONNECTION);

    var command = (CreateConnection) house.peers().taken().getPayload();
    assertThat(location).isEqualTo("/api/v1/connections/" + command.connection());
    assertThat(command.name()).isEqualTo("vcenter");
    assertThat(command.secret()).isEqualTo(new Secret("s3cret\nline"));
    assertThat(command.endpoint())
        .isEqualTo(
            new Endpoint(
                PlatformKind.VSPHERE,
                "https://vc.example:443",
                "ann",
                PRINT,
                Map.of("local", "/mnt/local")));
  }

  @Test
  void theSameKeyMakesTheSameIdAndAnotherKeyAnother() throws Exception {
    var first = keyed("/api/v1/connections", CONNECTION, "key-1");
    assertThat(keyed("/api/v1/connections", CONNECTION, "key-1")).isEqualTo(first);
    assertThat(keyed("/api/v1/connections", CONNECTION, "key-2")).isNotEqualTo(first);
    assertThat(keyed("/api/v1/jobs", MIGRATION, "key-3"))
        .isEqualTo(keyed("/api/v1/jobs", MIGRATION, "key-3"))
        .isNotEqualTo(first);
    assertThat(accepted(HttpMethod.POST, "/api/v1/connections", CONNECTION))
        .isNotEqualTo(accepted(HttpMethod.POST, "/api/v1/connections", CONNECTION));
  }

  @Test
  void decisionsAboutAConnectionBecomeCommands() throws Exception {
    var id = new ConnectionId("vc-1");
    var at = "/api/v1/connections/vc-1";

    assertThat(accepted(HttpMethod.POST, at + "/trust", "{\"fingerprint\":\"" + PRINT + "\"}"))
        .isEqualTo(at);
    assertThat(house.peers().taken().getPayload()).isEqualTo(new ConfirmFingerprint(id, PRINT));
    accepted(HttpMethod.POST, at + "/validate", "");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new ValidateConnection(id));
    accepted(HttpMethod.PUT, at + "/secret", "{\"username\":\"bob\",\"secret\":\"new\"}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new ChangeSecret(id, "bob", new Secret("new")));
    accepted(
        HttpMethod.PUT,
        at + "/ssh",
        "{\"user\":\"root\",\"hostKey\":\"" + HOST_KEY + "\",\"privateKey\":\"a\\nb\"}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new ChangeSsh(id, new Endpoint.Ssh("root", 22, HOST_KEY), new Secret("a\nb")));
    accepted(HttpMethod.DELETE, at + "/ssh", "");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new ChangeSsh(id, Endpoint.Ssh.NONE, new Secret("")));
    accepted(HttpMethod.PATCH, at + "/limits", "{\"bytesPerSecond\":5000000000}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new LimitConnection(id, 5_000_000_000L));
    accepted(HttpMethod.DELETE, at, "");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new RemoveConnection(id));
  }

  @Test
  void connectionsAndWhatIsOnThemAreRead() {
    read("/api/v1/connections").jsonPath("$.connections[1].id").isEqualTo("pve-1");
    read("/api/v1/connections/vc-1").jsonPath("$.id").isEqualTo("vc-1");
    read("/api/v1/connections/vc-1/machines").jsonPath("$.machines[0].id").isEqualTo("vm-42");
    read("/api/v1/connections/vc-1/machines/web")
        .jsonPath("$.machine.name")
        .isEqualTo("web")
        .jsonPath("$.capabilities[0]")
        .isEqualTo("STREAM_EXPORT");
    read("/api/v1/connections/pve-1/nodes").jsonPath("$.nodes[0].networks[0]").isEqualTo("vmbr0");
  }

  @Test
  void aPreviewAsksForThePlanOfWhatWasFoundOnBothSides() {
    var asked = new AtomicReference<MigrationSpec>();
    house
        .peers()
        .answer(
            PreviewPlan.class,
            Plan.class,
            q -> {
              asked.set(q.spec());
              return Known.PLAN;
            });

    client
        .post()
        .uri("/api/v1/plans")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(MIGRATION)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.hash")
        .isEqualTo("hash-1")
        .jsonPath("$.steps[0].step")
        .isEqualTo("Release");
    assertThat(asked.get()).isEqualTo(SPEC);
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void aJobIsCreatedAndAnsweredOnceItCanBeRead() throws Exception {
    var asked = new AtomicInteger();
    house
        .peers()
        .answer(
            FindJob.class,
            JobView.class,
            q -> {
              if (asked.incrementAndGet() < 3) {
                throw Known.unknown(ErrorCode.UNKNOWN_JOB);
              }
              return Known.job(q.job());
            });

    var answer = send(HttpMethod.POST, "/api/v1/jobs", MIGRATION);

    var command = (CreateJob) house.peers().taken().getPayload();
    assertThat(command.spec()).isEqualTo(SPEC);
    assertThat(command.limits()).isEqualTo(new Limits(200_000_000_000L, 4));
    answer
        .expectHeader()
        .location("/api/v1/jobs/" + command.job())
        .expectBody()
        .jsonPath("$.id")
        .isEqualTo(command.job().value())
        .jsonPath("$.planHash")
        .isEqualTo("hash-1");
    assertThat(asked).hasValue(3);
  }

  @Test
  void whatIsLeftOutOfAMigrationHasItsDefault() throws Exception {
    accepted(
        HttpMethod.POST,
        "/api/v1/jobs",
        """
        {"source":{"connection":"vc-1","machine":"vm-42"},
         "target":{"connection":"lab","node":"pve","storage":"local"}}
        """);

    var command = (CreateJob) house.peers().taken().getPayload();
    assertThat(command.limits()).isEqualTo(new Limits(0, 2));
    assertThat(command.spec().request())
        .isEqualTo(
            new MigrationRequest(
                new MigrationRequest.Source(Known.VCENTER, "vm-42"),
                new MigrationRequest.Target(Known.CLUSTER, "pve", "local"),
                "",
                Map.of(),
                Road.AUTO,
                Reading.AUTO,
                BootCheck.NONE));
  }

  @Test
  void decisionsAboutAJobBecomeCommands() throws Exception {
    var at = "/api/v1/jobs/job-1";
    assertThat(accepted(HttpMethod.POST, at + "/start", "{\"planHash\":\"hash-1\"}")).isEqualTo(at);
    accepted(HttpMethod.POST, at + "/pause", "{}");
    accepted(HttpMethod.POST, at + "/resume", "");
    accepted(HttpMethod.POST, at + "/cancel", "");
    accepted(HttpMethod.POST, at + "/retry", "");
    accepted(HttpMethod.POST, at + "/resume-from", "{\"step\":2}");
    accepted(HttpMethod.PATCH, at + "/limits", "{\"bytesPerSecond\":0}");
    accepted(HttpMethod.PATCH, at + "/limits", "{\"parallelDisks\":3}");

    for (var expected :
        List.of(
            new StartJob(Known.JOB, "hash-1"),
            new PauseJob(Known.JOB),
            new ResumeJob(Known.JOB),
            new CancelJob(Known.JOB),
            new RetryFailedSteps(Known.JOB),
            new ResumeFromStep(Known.JOB, 2),
            new ChangeLimits(Known.JOB, 0L, null),
            new ChangeLimits(Known.JOB, null, 3))) {
      assertThat(house.peers().taken().getPayload()).isEqualTo(expected);
    }
  }

  @Test
  void aCommandCarriesWhoAskedFromWhereAndUnderWhichName() throws Exception {
    client
        .post()
        .uri("/api/v1/jobs/job-1/pause")
        .header("X-Correlation-Id", "ticket-17")
        .exchange()
        .expectHeader()
        .valueEquals("X-Correlation-Id", "ticket-17");

    assertThat(house.peers().taken().getMetaData())
        .containsEntry("actor", "local")
        .containsEntry("origin", "127.0.0.1")
        .containsEntry("correlationId", "ticket-17");
  }

  @Test
  void jobsAreListedAsAsked() {
    var asked = new AtomicReference<ListJobs>();
    house
        .peers()
        .answer(
            ListJobs.class,
            Jobs.class,
            q -> {
              asked.set(q);
              return new Jobs(List.of(Known.summary(Known.JOB)), List.of("next-1"), "next-1");
            });

    read("/api/v1/jobs?status=FAILED,running&status=PAUSED&source=vc-1&target=pve-1&machine=web"
            + "&held=true&createdFrom=2026-03-01T00:00:00Z&finishedTo=2026-04-01T00:00:00Z"
            + "&failure=ROOT_MISMATCH&sort=name&order=asc&limit=7&after=abc")
        .jsonPath("$.jobs[0].id")
        .isEqualTo("job-1")
        .jsonPath("$.cursors")
        .doesNotExist()
        .jsonPath("$.next")
        .isEqualTo("next-1");
    assertThat(asked.get())
        .isEqualTo(
            new ListJobs(
                new JobFilter(
                    Set.of(),
                    Set.of(JobStatus.FAILED, JobStatus.RUNNING, JobStatus.PAUSED),
                    Known.VCENTER,
                    Known.CLUSTER,
                    "web",
                    true,
                    new Span(Instant.parse("2026-03-01T00:00:00Z"), null),
                    new Span(null, Instant.parse("2026-04-01T00:00:00Z")),
                    ErrorCode.ROOT_MISMATCH),
                new Page<>(ListJobs.Order.NAME, false, 7, "abc")));
    read("/api/v1/jobs");
    assertThat(asked.get())
        .isEqualTo(new ListJobs(JobFilter.ALL, new Page<>(ListJobs.Order.CREATED, true, 50, null)));
  }

  @Test
  void aJobAndItsSamplesAreRead() {
    var asked = new AtomicReference<ListSamples>();
    house
        .peers()
        .answer(
            ListSamples.class,
            Samples.class,
            q -> {
              asked.set(q);
              return new Samples(List.of(Known.progress(q.job(), 7)));
            });

    read("/api/v1/jobs/job-1")
        .jsonPath("$.planHash")
        .isEqualTo("hash-1")
        .jsonPath("$.createdAt")
        .isEqualTo("2026-03-01T12:00:00Z");
    read("/api/v1/jobs/job-1/samples?since=2026-03-01T12:00:00Z")
        .jsonPath("$.samples[0].done")
        .isEqualTo(7);
    assertThat(asked.get())
        .isEqualTo(new ListSamples(Known.JOB, Instant.parse("2026-03-01T12:00:00Z"), 3600));
  }

  @Test
  void aJobIsReadAsItWasAndWithItsHistory() {
    var job = "job-of-old";
    house
        .peers()
        .answer(
            FindJobAt.class,
            JobView.class,
            q -> Known.job(new JobId(q.job() + "-at-" + q.position())));
    house.peers().happenQuietly(Known.entry(7, "job.created/1", job, "{\"deep\":{\"n\":[1,2]}}"));
    house.peers().happenQuietly(Known.entry(9, "job.queued/1", job));
    house.peers().happenQuietly(Known.entry(10, "job.queued/1", "job-of-others"));

    read("/api/v1/jobs/" + job + "?at=7").jsonPath("$.id").isEqualTo(job + "-at-7");
    read("/api/v1/jobs/" + job + "/history?limit=1")
        .jsonPath("$.events.length()")
        .isEqualTo(1)
        .jsonPath("$.events[0].payload.deep.n[1]")
        .isEqualTo(2)
        .jsonPath("$.events[0].meta.actor")
        .isEqualTo("ada")
        .jsonPath("$.next")
        .isEqualTo(7);
    read("/api/v1/jobs/" + job + "/history?after=7")
        .jsonPath("$.events[*].position")
        .isEqualTo(9)
        .jsonPath("$.next")
        .doesNotExist();
  }

  @Test
  void onlyAStaleClaimIsBroken() throws Exception {
    send(HttpMethod.POST, "/api/v1/claims/claim-2/break", "{\"reason\":\"ended long ago\"}");
    assertThat(house.peers().taken().getPayload())
        .isEqualTo(new BreakClaim(new ClaimId("claim-2"), Known.JOB, "ended long ago"));
    house
        .client()
        .post()
        .uri("/api/v1/claims/claim-1/break")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue("{\"reason\":\"I want it\"}")
        .exchange()
        .expectStatus()
        .isEqualTo(409);
  }

  @Test
  void theInstallationTellsAboutItself() throws Exception {
    read("/api/v1/artifacts").jsonPath("$.artifacts[0].name").isEqualTo("a-1");
    read("/api/v1/open-resources").jsonPath("$.resources").isEmpty();
    read("/api/v1/claims").jsonPath("$.claims[1].stale").isEqualTo(true);
    read("/api/v1/license").jsonPath("$.terms.number").isEqualTo("trial");
    read("/api/v1/system")
        .jsonPath("$.version")
        .value(String.class, v -> assertThat(v).matches("[0-9]+(\\.[0-9]+)+.*"))
        .jsonPath("$.composition")
        .isEqualTo("one process")
        .jsonPath("$.eventStore")
        .isEqualTo("PostgreSQL")
        .jsonPath("$.head")
        .isNumber()
        .jsonPath("$.processors[?(@=='ledger')]")
        .isEqualTo("ledger")
        .jsonPath("$.processes[0].parts")
        .isArray();
  }

  @Test
  void aLicenceIsInstalledAsTextOrAsJson() throws Exception {
    client
        .put()
        .uri("/api/v1/license")
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue("line 1\nline 2")
        .exchange()
        .expectStatus()
        .isAccepted()
        .expectHeader()
        .location("/api/v1/license");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new InstallLicense("line 1\nline 2"));
    accepted(HttpMethod.PUT, "/api/v1/license", "{\"document\":\"a\\nb\"}");
    assertThat(house.peers().taken().getPayload()).isEqualTo(new InstallLicense("a\nb"));
  }

  @Test
  void noServiceIsEverCalledOnTheEventLoop() throws Exception {
    accepted(HttpMethod.POST, "/api/v1/jobs", MIGRATION);
    read("/api/v1/jobs/job-1");
    assertThat(house.peers().wasCalledOnEventLoop()).isFalse();
  }

  private String keyed(String address, String body, String key) {
    return client
        .post()
        .uri(address)
        .header("Idempotency-Key", key)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isAccepted()
        .expectBody(Accepted.class)
        .returnResult()
        .getResponseBody()
        .id();
  }

  private String accepted(HttpMethod method, String address, String body) {
    var location =
        send(method, address, body).expectBody().returnResult().getResponseHeaders().getLocation();
    return String.valueOf(location);
  }

  private WebTestClient.ResponseSpec send(HttpMethod method, String address, String body) {
    var request = client.method(method).uri(address);
    var exchange =
        body.isEmpty()
            ? request.exchange()
            : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body).exchange();
    return exchange.expectStatus().isAccepted();
  }

  private WebTestClient.BodyContentSpec read(String address) {
    return client
        .get()
        .uri(address)
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentTypeCompatibleWith(MediaType.APPLICATION_JSON)
        .expectBody();
  }
}
