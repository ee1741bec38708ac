package io.vmto.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class SandboxProcessIT {
  @TempDir Path data;
  private Process process;

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  @Test
  void itPrintsOneLineWhenReadyAndStopsOnSigterm() throws Exception {
    var ready = start();
    var file = data.resolve("sandbox.json");
    assertThat(Json.read(Files.readString(file))).isEqualTo(ready);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ready.path("pid").asLong()).isEqualTo(process.pid());
    assertThat(get(ready, "/state", ready.at("/control/token").asString()).statusCode())
        .isEqualTo(200);
    assertThat(get(ready, "/state", "guess").statusCode()).isEqualTo(401);
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void itStopsWithItsParent() throws Exception {
    start("--until-stdin-ends");
    process.getOutputStream().close();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void itStopsWhenAskedAndKeepsEverythingOverAKill() throws Exception {
    var first = start();
    process.destroyForcibly().waitFor();
    var second = start();
    assertThat(second.path("vcenter")).isEqualTo(first.path("vcenter"));
    var request =
        HttpRequest.newBuilder(URI.create(second.at("/control/url").asString() + "/stop"))
            .header("Authorization", "Bearer " + second.at("/control/token").asString())
            .POST(BodyPublishers.noBody())
            .build();
    try (var client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private JsonNode start(String... more) throws IOException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SandboxProcess.class.getName());
    command.add("--data");
    command.add(data.toString());
    command.addAll(java.util.List.of(more));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var line = new BufferedReader(process.inputReader()).readLine();
    assertThat(line).isNotNull();
    return Json.read(line);
  }

  private static java.net.http.HttpResponse<String> get(JsonNode ready, String path, String token)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(ready.at("/control/url").asString() + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }
}
