package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.access.Role;
import io.vmto.contract.job.JobId;
import io.vmto.contract.job.JobStatus;
import io.vmto.contract.transfer.StepStatus;
import io.vmto.standalone.cli.ApiClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The image of a disk that was moved is kept, and taken away by those who may. */
@Timeout(240)
class DownloadIT {
  private static Site site;
  private static HttpClient http;
  private static JobId job;
  private static String name;
  private static byte[] stored;

  @TempDir Path folder;

  @BeforeAll
  static void move(@TempDir Path home) throws Exception {
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    site = new Site(home, "-Dvmto.artifacts.keep=1h");
    job = site.start("UPLOAD", false);
    assertThat(site.awaitEnd(job).status()).isEqualTo(JobStatus.SUCCEEDED);
    var listed = listed(job);
    assertThat(listed.path("keptUntil").asString("")).isNotEmpty();
    assertThat(listed.path("deletedAt").asString("").isEmpty()).isTrue();
    name = listed.path("name").asString();
    stored = Files.readAllBytes(site.server.data().resolve("artifacts").resolve(name));
  }

  @AfterAll
  static void end() throws Exception {
    http.close();
    site.close();
  }

  private static JsonNode listed(JobId job) {
    try (var api = site.server.api()) {
      return api.get("/artifacts?job=" + job).path("artifacts").path(0);
    }
  }

  private static List<JsonNode> downloads() {
    try (var api = site.server.api()) {
      return api.get("/jobs/" + job + "/history")
          .path("events")
          .valueStream()
          .filter(event -> event.path("type").asString().equals("job.download-begun/1"))
          .toList();
    }
  }

  private static HttpResponse<byte[]> get(String token, String artifact, String... headers)
      throws Exception {
    var url = ApiClient.address(site.server.data()) + "/api/v1/artifacts/" + artifact;
    var request =
        HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String local() throws IOException {
    return Files.readString(site.server.data().resolve("token")).strip();
  }

  /** The token of somebody new with this role. */
  private static String signedIn(String who, Role role) {
    var url = ApiClient.address(site.server.data());
    var password = "correct horse battery " + role;
    try (var api = site.server.api();
        var stranger = new ApiClient(url, "")) {
      var made = api.post("/accounts", Map.of("name", who, "roles", List.of(role)));
      var first = session(stranger, who, made.path("password").asString());
      try (var newcomer = new ApiClient(url, first)) {
        newcomer.put(
            "/me/password",
            Map.of("current", made.path("password").asString(), "password", password));
      }
      return session(stranger, who, password);
    }
  }

  private static String session(ApiClient stranger, String who, String password) {
    return stranger
        .post("/session", Map.of("name", who, "password", password))
        .path("accessToken")
        .asString();
  }

  @Test
  void anImageIsReadAgainAndOneThatHasRottedIsNotTheSame() throws Exception {
    var check = checked();
    assertThat(check.path("same").asBoolean()).isTrue();
    assertThat(check.path("root").asString()).isEqualTo(listed(job).path("root").asString());
    assertThat(check.path("by").asString()).isEqualTo("qcow2 file");

    var image = site.server.data().resolve("artifacts").resolve(name);
    try (var file = FileChannel.open(image, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(4096).put(0, (byte) 1), stored.length / 2);
    }
    try {
      assertThat(checked().path("same").asBoolean()).isFalse();
    } finally {
      Files.write(image, stored);
    }
    assertThat(checked().path("same").asBoolean()).isTrue();
  }

  /** What comes of reading it once more. */
  private static JsonNode checked() {
    try (var api = site.server.api()) {
      var before = listed(job).at("/check/at").asString("");
      api.post("/artifacts/" + name + "/check", null);
      Wait.until(
          "the image was read again",
          Duration.ofMinutes(1),
          () -> {
            var at = listed(job).at("/check/at").asString("");
            return !at.isEmpty() && !at.equals(before);
          });
      return listed(job).path("check");
    }
  }

  @Test
  void anAdminTakesItAwayByteForByteAndTheHistorySaysWhoAndFromWhere() throws Exception {
    var before = downloads().size();
    var answer = get(signedIn("ada", Role.ADMIN), name);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(stored);

    var recorded = downloads();
    assertThat(recorded).hasSize(before + 1);
    var event = recorded.getLast();
    assertThat(event.at("/payload/artifact").asString()).isEqualTo(name);
    assertThat(event.at("/payload/offset").asLong()).isZero();
    assertThat(event.at("/payload/length").asLong()).isEqualTo(stored.length);
    assertThat(event.at("/meta/actor").asString()).isEqualTo("ada");
    assertThat(event.at("/meta/origin").asString()).isEqualTo("127.0.0.1");
    assertThat(site.job(job).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(site.eventTypes(job)).as("its feed still ends").contains("job.download-begun/1");
  }

  @ParameterizedTest
  @EnumSource(value = Role.class, names = "ADMIN", mode = EnumSource.Mode.EXCLUDE)
  void nobodyElseDoesAndNothingIsRecorded(Role role) throws Exception {
    var before = downloads();
    var answer =
        get(signedIn("some-" + role.name().toLowerCase(java.util.Locale.ROOT), role), name);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("DOWNLOAD");
    assertThat(downloads()).isEqualTo(before);
  }

  @Test
  void whatIsTakenInPiecesIsTheSame() throws Exception {
    int half = stored.length / 2;
    var begin = get(local(), name, "Range", "bytes=0-" + (half - 1));
    var tag = begin.headers().firstValue("ETag").orElseThrow();
    var end = get(local(), name, "Range", "bytes=" + half + "-", "If-Range", tag);
    assertThat(List.of(begin.statusCode(), end.statusCode())).containsExactly(206, 206);
    var whole = Arrays.copyOf(begin.body(), stored.length);
    System.arraycopy(end.body(), 0, whole, half, end.body().length);
    assertThat(whole).isEqualTo(stored);
  }

  @Test
  void anImageThatIsWrittenIsNotToBeHadAndOneThatWasDeletedIsNot() throws Exception {
    site.fault("folder.read", "throttle", 1 << 20, 0);
    var other = site.start("UPLOAD", "RANGE", false);
    site.await(other, "is copying", j -> j.steps().get(1).status() == StepStatus.RUNNING);
    Wait.until(
        "the image is listed",
        java.time.Duration.ofSeconds(30),
        () -> !listed(other).isMissingNode());
    var artifact = listed(other).path("name").asString();
    assertThat(get(local(), artifact).statusCode()).isEqualTo(409);
    site.order(other, "cancel");
    site.sandbox.clearFaults();
    assertThat(site.awaitEnd(other).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(get(local(), artifact).statusCode()).isEqualTo(404);
  }

  private record Said(int code, String out, String err) {}

  private Said vmto(Object... words) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(Program.COMMAND);
    Arrays.stream(words).map(Object::toString).forEach(command::add);
    command.addAll(List.of("--data", site.server.data().toString()));
    var err = folder.resolve("err");
    var process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), out, Files.readString(err));
  }

  @Test
  void theCommandLineDownloadsAndProves() throws Exception {
    var file = folder.resolve("disk.qcow2");
    var said = vmto("artifact", "download", name, "--file", file);
    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out()).contains(listed(job).path("root").asString(), "proven");
    assertThat(file).hasBinaryContent(stored);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(beside()).isEmpty();
    assertThat(vmto("artifact", "download", name, "--file", file).code()).as("again").isEqualTo(5);
    assertThat(vmto("artifact", "download", job + "/1/disk.qcow2").code()).isEqualTo(4);
    assertThat(vmto("artifact", "download", "nonsense").code()).isEqualTo(2);
    compareWithTheSource(file);
  }

  private List<Path> beside() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(".*[.](part|tag)")).toList();
    }
  }

  private void compareWithTheSource(Path file) throws Exception {
    var command = List.of("qemu-img", "compare", "-f", "qcow2", "-F", "raw");
    var all = new ArrayList<>(command);
    all.addAll(List.of(file.toString(), site.folder.resolve("guest.raw").toString()));
    try {
      var process = new ProcessBuilder(all).inheritIO().start();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } catch (IOException e) {
      Assumptions.abort("qemu-img is not installed");
    }
  }

  @Test
  void theCommandLineGoesOnAndRefusesWhatIsNotTheDisk() throws Exception {
    var file = folder.resolve("disk.qcow2");
    var part = folder.resolve("disk.qcow2.part");
    var tag = get(local(), name, "Range", "bytes=0-0").headers().firstValue("ETag").orElseThrow();
    int half = stored.length / 2;
    Files.write(part, Arrays.copyOf(stored, half));
    Files.writeString(folder.resolve("disk.qcow2.tag"), tag);
    assertThat(vmto("artifact", "download", name, "--file", file).code()).isZero();
    assertThat(file).hasBinaryContent(stored);
    assertThat(downloads().getLast().at("/payload/offset").asLong()).isEqualTo(half - 1);

    Files.delete(file);
    var spoiled = stored.clone();
    spoiled[stored.length - 9] ^= 1; // of the last cluster that was written, or of a table
    spoiled[stored.length / 2] ^= 1;
    Files.write(part, spoiled);
    Files.writeString(folder.resolve("disk.qcow2.tag"), tag);
    var said = vmto("artifact", "download", name, "--file", file);
    assertThat(said.code()).isEqualTo(6);
    assertThat(said.err()).contains("ROOT_MISMATCH", "not the disk that was copied");
    assertThat(file).doesNotExist();
    assertThat(vmto("artifact", "download", name, "--file", file).code()).isZero();
    assertThat(file).hasBinaryContent(stored);
  }

  @Test
  void anImageThatWasReplacedIsNotGoneOnWith() throws Exception {
    var file = folder.resolve("disk.qcow2");
    Files.write(folder.resolve("disk.qcow2.part"), new byte[4096]);
    Files.writeString(folder.resolve("disk.qcow2.tag"), "\"of another image\"");
    assertThat(vmto("artifact", "download", name, "--file", file).code()).isZero();
    assertThat(file).hasBinaryContent(stored);
  }
}
