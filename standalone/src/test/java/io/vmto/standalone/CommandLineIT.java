package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.standalone.cli.ApiClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line on a running server, each command a process of its own. */
@Timeout(240)
class CommandLineIT {
  private static Site site;

  @TempDir Path home;

  @BeforeAll
  static void open() throws Exception {
    site = Site.shared();
  }

  @AfterEach
  void noFaultsStay() {
    site.sandbox.clearFaults();
  }

  private record Said(int code, String out, String err) {
    JsonNode json() {
      return new JsonMapper().readTree(out);
    }

    /** Nothing on standard output, and there is nothing wrong. */
    boolean silent() {
      return code == 0 && out.isEmpty() && err.isEmpty();
    }
  }

  private ProcessBuilder process(Object... words) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(Program.COMMAND);
    for (var word : words) {
      command.add(word.toString());
    }
    var builder = new ProcessBuilder(command);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("VMTO_"));
    environment.put("XDG_CONFIG_HOME", home.toString());
    return builder;
  }

  private Said run(String input, Object... words) throws IOException, InterruptedException {
    var err = home.resolve("err");
    var process = process(words).redirectError(err.toFile()).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(err));
  }

  /** On the server of the site. */
  private Said vmto(Object... words) throws IOException, InterruptedException {
    return run("", here(words));
  }

  private static Object[] here(Object... words) {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", site.server.data()));
    return all.toArray();
  }

  @Test
  void aJobIsListedOrderedAboutAndToldOfByItsId() throws Exception {
    site.fault("folder.read", "throttle", 1 << 20, 0);
    var id = site.start("SHARED", "RANGE", false);
    site.await(id, "is copying", j -> j.steps().get(1).status() == StepStatus.RUNNING);
    assertThat(vmto("job", "list", "--status", "running").out())
        .contains(id.value(), "RUNNING", Site.MACHINE, "Copy disk");

    assertThat(vmto("job", "limit", id, "1MB/s", "--parallel-disks", 1).silent()).isTrue();
    site.await(id, "is limited", j -> j.limits().bytesPerSecond() == 1_000_000);
    assertThat(vmto("job", "pause", id).silent()).isTrue();
    site.await(id, "is paused", j -> j.status() == JobStatus.PAUSED);
    assertThat(vmto("job", "retry", id).code()).as("it has not failed").isEqualTo(5);
    assertThat(vmto("job", "cancel", id).code()).as("nobody can be asked").isEqualTo(2);
    assertThat(site.job(id).status()).isEqualTo(JobStatus.PAUSED);
    assertThat(vmto("job", "cancel", "--yes", id).silent()).isTrue();
    assertThat(site.awaitEnd(id).status()).isEqualTo(JobStatus.CANCELLED);

    var history = vmto("job", "history", id).out().lines().toList();
    assertThat(history.get(1)).contains("local", "job.created/1");
    assertThat(history).anyMatch(line -> line.endsWith("job.cancelled/1"));
    var paused = history.stream().filter(l -> l.endsWith("job.paused/1")).findFirst().orElseThrow();
    var position = paused.strip().split(" ", 2)[0];
    assertThat(vmto("job", "show", id).out()).contains("is cancelled");
    assertThat(vmto("job", "show", id, "--at", position).out()).contains("is paused");
    assertThat(vmto("job", "show", id, "-o", "json").json().path("status").asString())
        .isEqualTo("CANCELLED");
  }

  @Test
  void aJobIsMadeStartedAndWatchedToItsEnd() throws Exception {
    var made =
        vmto(
            "job",
            "create",
            "-o",
            "json",
            "--from",
            "vcenter/" + Site.MACHINE,
            "--to",
            "pve/pve1/shared",
            "--map",
            "VM Network=vmbr0");
    assertThat(made.code()).as(made.err()).isZero();
    var id = made.json().path("id").asString();
    assertThat(vmto("job", "start", id, "--plan-hash", "0".repeat(64)).code()).isEqualTo(5);
    var hash = made.json().path("planHash").asString();
    assertThat(vmto("job", "start", id, "--plan-hash", hash).silent()).isTrue();

    var watched = vmto("job", "watch", id);
    assertThat(watched.code()).as(watched.err()).isZero();
    assertThat(watched.err()).contains("Copy disk", "done in");
    assertThat(watched.out()).contains("is succeeded", "proven");
    var events = vmto("job", "watch", id, "-o", "json").out().lines().toList();
    assertThat(events).allMatch(line -> line.startsWith("{"));
    assertThat(events).anyMatch(line -> line.contains("\"job.succeeded/1\""));
  }

  @Test
  void aListIsTheSameInEachForm() throws Exception {
    var json = vmto("connection", "list", "-o", "json");
    assertThat(json.json().path("connections").findValuesAsString("name"))
        .contains("vcenter", "pve");
    assertThat(vmto("connection", "list").out())
        .contains("NAME", "KIND", "vcenter", "VSPHERE", "READY");
    assertThat(vmto("connection", "list", "-o", "yaml").out())
        .contains("connections:\n- id: ", "  name: vcenter\n");
  }

  @Test
  void aThingIsNamedAsPeopleNameIt() throws Exception {
    assertThat(vmto("connection", "machines", "vcenter").out()).contains(Site.MACHINE);
    assertThat(vmto("connection", "machine", "vcenter", Site.MACHINE).out()).contains("memoryMiB");
    assertThat(vmto("connection", "nodes", "pve").out()).contains("pve1", "shared");
    assertThat(vmto("connection", "diagnose", "pve").out()).contains("VERDICT", "HELD");
    assertThat(
            vmto("plan", "preview", "--from", "vcenter/" + Site.MACHINE, "--to", "pve/pve1/shared")
                .code())
        .as("its network has no bridge")
        .isEqualTo(5);
  }

  @Test
  void aSecretComesFromStandardInputAndIsToldToNobody() throws Exception {
    var added =
        run(
            "canary-12\n",
            here(
                "connection",
                "add",
                "by-hand",
                "--kind",
                "vsphere",
                "--url",
                "https://127.0.0.1:9",
                "--username",
                "ann",
                "--secret-file",
                "-"));
    assertThat(added.code()).as(added.err()).isZero();
    var id = added.out().strip();
    assertThat(vmto("connection", "show", "by-hand").out())
        .contains(id, "by-hand")
        .doesNotContain("canary-12");
    assertThat(vmto("connection", "remove", "by-hand").code()).isEqualTo(2);
    assertThat(vmto("connection", "remove", "by-hand", "-y").silent()).isTrue();
    assertThat(vmto("connection", "secret", id, "--username", "ann").err())
        .contains("--secret-file");
  }

  @Test
  void aRefusalSaysWhatAndWhyAndWhatToDoOnStandardError() throws Exception {
    var unknown = vmto("job", "show", "nobody");
    assertThat(unknown.code()).isEqualTo(4);
    assertThat(unknown.out()).isEmpty();
    assertThat(unknown.err()).contains("UNKNOWN_JOB", "remedy", "correlation");
    assertThat(vmto("job", "list", "--status", "bogus").code()).isEqualTo(2);
    assertThat(run("", "job", "list", "--data", home).code()).as("nothing runs there").isEqualTo(6);
  }

  @Test
  void aContextNamesAServerAndTheTokenItWants() throws Exception {
    assertThat(run("", "context", "add", "lab", "--data", site.server.data()).code()).isZero();
    assertThat(run("", "system", "show", "--context", "lab").out()).contains("uptimeSeconds");
    assertThat(run("", "context", "use", "lab").code()).isZero();
    assertThat(run("", "system", "show").code()).isZero();
    assertThat(run("", "context", "list").out()).contains("* lab");
    assertThat(run("", "context", "remove", "lab").code()).isZero();
    assertThat(run("", "system", "show", "--context", "lab").code()).isEqualTo(4);
    assertThat(run("", "context", "add", "out", "--server", "http://vmto.example").code())
        .isEqualTo(2);
  }

  @Test
  void whatIsWatchedEndsQuietlyWhenItIsInterrupted() throws Exception {
    var out = home.resolve("out");
    var watching = process(here("connection", "list", "--watch=1"));
    watching.command().addAll(0, List.of("env", "--default-signal=INT")); // ignored in a background
    var process = watching.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    Wait.until("it has looked", Duration.ofSeconds(60), () -> Files.size(out) > 0);
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(Files.readString(out)).contains("vcenter").doesNotContain("Exception");
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
          .isEqualTo("[\"JobSagaProcessor\",\"connection\",\"query\",\"transfer\",\"webhook\"]");
      assertThat(api.get("/system").path("processes").path(0).path("parts").toString())
          .contains("connection", "gateway", "job", "license", "query", "transfer");
      assertThat(api.get("/storage").path("database").path("schemas").findValuesAsString("name"))
          .contains("axon", "query", "transfer", "connection", "domain_event_entry");
    }
  }
}
