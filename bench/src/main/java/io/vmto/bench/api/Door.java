package io.vmto.bench.api;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where a server listens, and what it wants to see of those who come in. */
final class Door {
  private final String base;
  private final String token;

  Door(Path data) throws IOException {
    var server = ContractJson.mapper().readTree(Files.readString(data.resolve("server.json")));
    base = server.path("url").asString() + "/api/v1";
    token = Files.readString(data.resolve("token")).strip();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token);
  }

  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(30))
        .build();
  }
}
