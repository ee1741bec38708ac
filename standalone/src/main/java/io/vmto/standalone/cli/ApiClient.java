package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The public HTTP API as the command line uses it. Blocks; throws {@link ApiProblem}. */
public final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;
  private final String token;

  public ApiClient(String url, String token) {
    this.base = url + "/api/v1";
    this.token = token;
  }

  /** The server that runs on a data folder, by what it wrote there. */
  public static ApiClient of(Path data) {
    try {
      var server = ContractJson.mapper().readTree(Files.readString(data.resolve("server.json")));
      return new ApiClient(
          server.path("url").asString(), Files.readString(data.resolve("token")).strip());
    } catch (IOException e) {
      throw new ApiProblem(
          ErrorCode.UNREACHABLE,
          "No VMTO server runs on " + data + ".",
          "Start one with 'vmto serve --data " + data + "', or name its folder with --data.");
    }
  }

  public JsonNode get(String path) {
    return send(request(path).GET());
  }

  public <T> T get(String path, Class<T> type) {
    return ContractJson.mapper().treeToValue(get(path), type);
  }

  public JsonNode post(String path, Object body) {
    var json = ContractJson.mapper().writeValueAsString(body);
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  public JsonNode put(String path, Object body) {
    var json = ContractJson.mapper().writeValueAsString(body);
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json)));
  }

  public JsonNode delete(String path) {
    return send(request(path).DELETE());
  }

  public JsonNode patch(String path, Object body) {
    var json = ContractJson.mapper().writeValueAsString(body);
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
  }

  /** Lines of a server-sent event stream from after a position; close the stream to end it. */
  public Stream<String> lines(String path, long after) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    var response = answer(request);
    if (response.statusCode() != 200) {
      throw problem(response.statusCode(), String.join("\n", response.body().toList()));
    }
    return response.body();
  }

  /** The head of an answer in time; what follows it may take as long as it likes. */
  private HttpResponse<Stream<String>> answer(HttpRequest request)
      throws IOException, InterruptedException {
    var sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
    try {
      return sent.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("The server has not answered within " + TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw problem(response.statusCode(), response.body());
      }
      var text = response.body();
      return ContractJson.mapper().readTree(text.isBlank() ? "{}" : text);
    } catch (IOException e) {
      throw new ApiProblem(
          ErrorCode.UNREACHABLE,
          "The server does not answer: " + e.getMessage(),
          "Check that it is running; its log says why if it stopped.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiProblem(ErrorCode.TIMED_OUT, "Interrupted.", "Run the command again.");
    }
  }

  private static ApiProblem problem(int status, String body) {
    try {
      var json = ContractJson.mapper().readTree(body);
      var facts = new TreeMap<String, String>();
      json.path("facts").properties().forEach(e -> facts.put(e.getKey(), e.getValue().asString()));
      var failure =
          new Failure(
              ErrorCode.valueOf(json.path("code").asString("INTERNAL_ERROR")),
              json.path("detail").asString("HTTP " + status),
              facts,
              json.path("remedy").asString(""),
              false);
      return new ApiProblem(failure, json.path("correlationId").asString(""));
    } catch (JacksonException | IllegalArgumentException e) {
      return new ApiProblem(
          ErrorCode.PROTOCOL_ERROR,
          "The server answered HTTP " + status + " in an unknown form.",
          "Check that the address is that of a VMTO server of the same version.");
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
