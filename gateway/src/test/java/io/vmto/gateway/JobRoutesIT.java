package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.ConnectionQuery.CompareHardware;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.job.JobCommand.CancelJob;
import io.vmto.contract.job.JobCommand.ChangeLimits;
import io.vmto.contract.job.JobCommand.CreateJob;
import io.vmto.contract.job.JobCommand.PauseJob;
import io.vmto.contract.job.JobCommand.ResumeFromStep;
import io.vmto.contract.job.JobCommand.ResumeJob;
import io.vmto.contract.job.JobCommand.RetryFailedSteps;
import io.vmto.contract.job.JobCommand.StartJob;
import io.vmto.contract.job.Limits;
import io.vmto.contract.job.MigrationRequest;
import io.vmto.contract.job.MigrationRequest.BootCheck;
import io.vmto.contract.job.MigrationRequest.Reading;
import io.vmto.contract.job.MigrationRequest.Road;
import io.vmto.contract.job.MigrationSpec;
import io.vmto.contract.job.Plan;
import io.vmto.contract.job.PreviewPlan;
import io.vmto.contract.machine.Hardware;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import java.io.IOException;
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

/** The routes that plan, make and steer jobs when all is well: what they ask of the services. */
class JobRoutesIT {
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
  private Routes routes;

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
    routes = Routes.of(house);
  }

  private WebTestClient.BodyContentSpec drawn(String path) {
    return routes
        .client()
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(Routes.MIGRATION)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody();
  }

  @Test
  void hardwareIsComparedOfTheMachineThatIsThereNow() {
    var asked = new AtomicReference<CompareHardware>();
    house
        .peers()
        .answer(
            CompareHardware.class,
            Hardware.class,
            q -> {
              asked.set(q);
              return Known.HARDWARE;
            });

    drawn("/api/v1/plans/hardware").jsonPath("$.parts[0].target").isEqualTo("memory: 2048");
    var target = SPEC.request().target();
    assertThat(asked.get())
        .isEqualTo(
            new CompareHardware(
                target.connection(), SPEC.machine(), SPEC.request().networks(), target.storage()));
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

    drawn("/api/v1/plans")
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

    var answer = routes.send(HttpMethod.POST, "/api/v1/jobs", Routes.MIGRATION);

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
    routes.accepted(
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
    assertThat(routes.accepted(HttpMethod.POST, at + "/start", "{\"planHash\":\"hash-1\"}"))
        .isEqualTo(at);
    routes.accepted(HttpMethod.POST, at + "/pause", "{}");
    routes.accepted(HttpMethod.POST, at + "/resume", "");
    routes.accepted(HttpMethod.POST, at + "/cancel", "");
    routes.accepted(HttpMethod.POST, at + "/retry", "");
    routes.accepted(HttpMethod.POST, at + "/resume-from", "{\"step\":2}");
    routes.accepted(HttpMethod.PATCH, at + "/limits", "{\"bytesPerSecond\":0}");
    routes.accepted(HttpMethod.PATCH, at + "/limits", "{\"parallelDisks\":3}");

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
    routes
        .client()
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
  void noServiceIsEverCalledOnTheEventLoop() throws Exception {
    routes.accepted(HttpMethod.POST, "/api/v1/jobs", Routes.MIGRATION);
    routes.read("/api/v1/jobs/job-1");
    assertThat(house.peers().wasCalledOnEventLoop()).isFalse();
  }
}
