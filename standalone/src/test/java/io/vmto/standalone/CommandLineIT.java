package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.standalone.cli.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command line on a running server, each command a process of its own. */
@Timeout(240)
class CommandLineIT {
  private static Site site;

  @BeforeAll
  static void open() throws Exception {
    site = Site.shared();
  }

  @AfterEach
  void noFaultsStay() {
    site.sandbox.clearFaults();
  }

  private record Said(int code, String out) {}

  private static Said vmto(Object... words) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(Program.COMMAND);
    for (var word : words) {
      command.add(word.toString());
    }
    command.addAll(List.of("--data", site.server.data().toString()));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out);
  }

  @Test
  void aJobIsListedOrderedAboutAndToldOfByItsId() throws Exception {
    site.fault("folder.read", "throttle", 1 << 20, 0);
    var id = site.start("SHARED", "RANGE", false);
    site.await(id, "is copying", j -> j.steps().get(1).status() == StepStatus.RUNNING);
    assertThat(vmto("jobs", "--status", "running").out())
        .contains(id.value(), "RUNNING", Site.MACHINE, "Copy disk");

    assertThat(vmto("pause", id)).isEqualTo(new Said(0, ""));
    site.await(id, "is paused", j -> j.status() == JobStatus.PAUSED);
    assertThat(vmto("retry", id).code()).as("it has not failed").isEqualTo(5);
    assertThat(vmto("cancel", id).code()).as("nobody can be asked").isEqualTo(2);
    assertThat(site.job(id).status()).isEqualTo(JobStatus.PAUSED);
    assertThat(vmto("cancel", "--yes", id)).isEqualTo(new Said(0, ""));
    assertThat(site.awaitEnd(id).status()).isEqualTo(JobStatus.CANCELLED);

    var history = vmto("history", id).out().lines().toList();
    assertThat(history.getFirst()).contains("operator", "job.created/1");
    assertThat(history).anyMatch(line -> line.endsWith("job.cancelled/1"));
    var paused = history.stream().filter(l -> l.endsWith("job.paused/1")).findFirst().orElseThrow();
    var position = paused.strip().split(" ", 2)[0];
    assertThat(vmto("job", id).out()).contains("is cancelled");
    assertThat(vmto("job", id, "--at", position).out()).contains("is paused");
    assertThat(vmto("job", "nobody").code()).isEqualTo(4);
  }

  @Test
  void readModelsAreWhatTheEventsSayAndTheInstallationIsWell() throws Exception {
    var checked = vmto("replay", "--check");
    assertThat(checked.code()).as(checked.out()).isZero();
    assertThat(checked.out()).contains("job", "connection", "feed").doesNotContain("differs");
    assertThat(vmto("replay", "--projection", "connection").out()).contains("was rebuilt");
    assertThat(vmto("replay", "--projection", "nothing").code()).isEqualTo(4);

    try (var api = ApiClient.of(site.server.data())) {
      for (var check : api.get("/health").path("checks")) {
        if (check.path("name").asString().matches("processor.*|database|event-store|dead.*")) {
          assertThat(check.path("status").asString()).as(check.toString()).isEqualTo("OK");
        }
      }
      assertThat(api.get("/system").path("processors").toString())
          .isEqualTo("[\"JobSagaProcessor\",\"connection\",\"query\",\"transfer\"]");
      assertThat(api.get("/system").path("processes").path(0).path("parts").toString())
          .contains("connection", "gateway", "job", "license", "query", "transfer");
      assertThat(api.get("/storage").path("database").path("schemas").findValuesAsString("name"))
          .contains("axon", "query", "transfer", "connection", "domain_event_entry");
    }
  }
}
