package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.job.JobStatus;
import io.vmto.gateway.identity.Keycloak;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged portal in a real browser: what is checked of it stands in ui/e2e. */
@Timeout(1800)
class PortalIT {
  private static final int SIZE = 48 << 20;
  private static final int SLOW = 512 << 10;
  private static final String SETTINGS = "-Dvmto.artifacts.keep=1h -Dvmto.webhook.nearest=LOCAL";
  private static final Path UI = Path.of("..", "ui").toAbsolutePath().normalize();

  @Test
  void peopleCanWorkWithIt(@TempDir Path folder) throws Exception {
    demandBoth();
    try (var site = new Site(folder, SETTINGS)) {
      try (var api = site.server.api()) {
        for (var name : new String[] {"e2e-one", "e2e-two", "e2e-three"}) {
          api.post("/jobs", wanted(site, name, Site.MACHINE));
        }
      }
      begin(site);
      var settings =
          Map.of(
              "VMTO_URL", url(site.server),
              "VMTO_TOKEN", token(site.server),
              "VMTO_SANDBOX", access(site));
      passes(settings, folder);
    }
  }

  @Test
  void peopleOfAnIssuerSignInToIt(@TempDir Path folder) throws Exception {
    demandBoth();
    try (var keycloak = Keycloak.unpacked(folder.resolve("keycloak"))) {
      var issuer = keycloak.issuer("vmto");
      var settings =
          "-Dvmto.oidc.audience=vmto-api -Dvmto.oidc.client=portal -Dvmto.oidc.roles.admin=vm-admins"
              + " -Dvmto.oidc.issuer="
              + issuer;
      keycloak.start();
      try (var server = new ServerProcess(folder, settings)) {
        var told =
            Map.of("VMTO_URL", url(server), "VMTO_TOKEN", token(server), "VMTO_ISSUER", issuer);
        passes(told, folder, "e2e/issuer.test.mjs");
      }
    }
  }

  private static void demandBoth() {
    var page = PortalIT.class.getResource("/META-INF/vmto-portal/index.html");
    demand(page != null, "the portal was not built (-Dui.skip)");
    demand(chromium() != null, "there is no chromium on the path");
  }

  private static Map<String, Object> wanted(Site site, String name, String machine) {
    var wanted = new HashMap<>(site.request("SHARED", "AUTO", false));
    wanted.put("source", Map.of("connection", site.source(), "machine", machine));
    wanted.put("name", name);
    return wanted;
  }

  /** One job has failed, one is under way for minutes, and one waits for its cutover. */
  private static void begin(Site site) throws IOException {
    site.quicken();
    var disks = List.of(site.raw(SIZE, SIZE / 2, 1), site.raw(SIZE, SIZE / 2, 2));
    for (var name : List.of("e2e-failed", "e2e-running", "e2e-warm")) {
      site.register(name, name.equals("e2e-warm"), disks);
    }
    site.fault("nfc.stream", "truncate", 4 << 20, 0);
    var broken = wanted(site, "e2e-failed", "e2e-failed");
    broken.put("read", "NFC");
    assertThat(site.awaitEnd(site.start(broken)).status()).isEqualTo(JobStatus.FAILED);
    site.sandbox.clearFaults();

    var slow = wanted(site, "e2e-running", "e2e-running");
    slow.put("limits", Map.of("bytesPerSecond", SLOW, "parallelDisks", 2));
    site.start(slow);

    site.write("e2e-warm");
    var warm = wanted(site, "e2e-warm", "e2e-warm");
    warm.put("warm", Map.of("intervalSeconds", 5));
    site.await(site.start(warm), "has a forecast", job -> job.forecast() != null);
  }

  private static String url(ServerProcess server) throws Exception {
    var told = Files.readString(server.data().resolve("server.json"));
    return ContractJson.mapper().readTree(told).path("url").asString();
  }

  private static String token(ServerProcess server) throws Exception {
    return Files.readString(server.data().resolve("token")).strip();
  }

  /** What to post for each side of the sandbox, as somebody would fill it in. */
  private static String access(Site site) {
    var sandbox = site.sandbox;
    return ContractJson.mapper()
        .writeValueAsString(
            Map.of(
                "vcenter", sandbox.connection("vcenter"),
                "pve", sandbox.connection("pve"),
                "ssh", sandbox.ssh()));
  }

  /** Runs the tests of these files, or all of them. */
  private static void passes(Map<String, String> settings, Path folder, String... files)
      throws Exception {
    var told = folder.resolve("e2e.log");
    var command = new ArrayList<>(List.of(UI.resolve("build").toString(), "e2e"));
    command.addAll(List.of(files));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile());
    builder.environment().putAll(settings);
    builder.environment().put("CHROMIUM", chromium());
    var process = builder.start();
    try {
      assertThat(process.waitFor(25, TimeUnit.MINUTES)).as(() -> read(told)).isTrue();
      assertThat(process.exitValue()).as(() -> read(told)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String chromium() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(place -> Path.of(place, "chromium"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  /** Skips loudly, or fails where the browser is demanded. */
  private static void demand(boolean there, String otherwise) {
    var required = System.getenv().getOrDefault("VMTO_REQUIRE", "").split(",");
    if (!there && Arrays.asList(required).contains("chromium")) {
      Assertions.fail(otherwise + " (VMTO_REQUIRE demands it)");
    }
    if (!there) {
      System.err.println("SKIPPED: " + otherwise);
      Assumptions.abort(otherwise);
    }
  }
}
