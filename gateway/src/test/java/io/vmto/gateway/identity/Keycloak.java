package io.vmto.gateway.identity;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;

/** A real Keycloak with the realms of {@code keycloak/*.json}, on a free port of the loopback. */
public final class Keycloak implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final int port;
  private Process process;

  private Keycloak(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Unpacked, with a port of its own, and not running. */
  public static Keycloak unpacked(Path into) throws IOException {
    var zip = Path.of(Objects.requireNonNull(System.getProperty("vmto.keycloak"), "vmto.keycloak"));
    try (var in = new ZipInputStream(Files.newInputStream(zip))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        var name = Path.of(entry.getName());
        if (!entry.isDirectory()) {
          var file = into.resolve(name.subpath(1, name.getNameCount()).toString());
          Files.createDirectories(file.getParent());
          Files.copy(in, file);
        }
      }
    }
    var realms = Files.createDirectories(into.resolve("data/import"));
    for (var realm : new String[] {"vmto-realm.json", "other-realm.json"}) {
      try (var json = Keycloak.class.getResourceAsStream("/keycloak/" + realm)) {
        Files.copy(Objects.requireNonNull(json, realm), realms.resolve(realm));
      }
    }
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Keycloak(into, free.getLocalPort());
    }
  }

  /**
   * Returns when it answers. It runs as it was shipped: building itself for our options takes
   * longer than its whole start.
   */
  public void start() throws IOException, InterruptedException {
    var command =
        new ProcessBuilder(
            "/bin/sh",
            folder.resolve("bin/kc.sh").toString(),
            "-Dkc.config.built=true",
            "start-dev",
            "--import-realm",
            "--http-host=127.0.0.1",
            "--http-port=" + port);
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.environment().put("JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    process =
        command
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keycloak.log").toFile())
            .start();
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("no Keycloak: " + Files.readString(folder.resolve("keycloak.log")));
      }
      process.waitFor(200, TimeUnit.MILLISECONDS);
    }
  }

  public String issuer(String realm) {
    return "http://127.0.0.1:" + port + "/realms/" + realm;
  }

  /** An access token for a user, by name and password. */
  String token(String realm, String client, String user) {
    return token(
        realm,
        Map.of(
            "grant_type",
            "password",
            "client_id",
            client,
            "username",
            user,
            "password",
            user + "'s password"));
  }

  /** An access token for a program. */
  String programToken(String realm, String client, String secret) {
    return token(
        realm,
        Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret));
  }

  private String token(String realm, Map<String, String> form) {
    var body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    var request =
        HttpRequest.newBuilder(URI.create(issuer(realm) + "/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var json = ContractJson.mapper().readTree(send(request).body());
    var token = json.path("access_token").asString("");
    if (token.isEmpty()) {
      throw new IllegalStateException("no token: " + json);
    }
    return token;
  }

  private boolean answers() {
    var address = URI.create(issuer("vmto") + "/.well-known/openid-configuration");
    var request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
    try {
      return send(request).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Also what it started itself. */
  @Override
  public void close() {
    http.shutdownNow();
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }
  }
}
