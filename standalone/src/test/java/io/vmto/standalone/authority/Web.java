package io.vmto.standalone.authority;

import io.vmto.runtime.ContractJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Sends requests to the door; each is answered within some seconds. */
final class Web implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90); // live inventory has a minute

  private final String url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Web(String url) {
    this.url = url;
  }

  /**
   * An answer.
   *
   * @param json its body, or the first event of a stream
   */
  record Answer(int status, JsonNode json) {
    /** What a problem is called. */
    String code() {
      return json.path("code").asString("");
    }

    String text(String field) {
      return json.path(field).asString("");
    }
  }

  /**
   * Sends one request.
   *
   * @param authorization the header, or null to say nothing of who sends it
   * @param accept what is asked for
   * @param body JSON, or null for none
   */
  Answer send(
      String method,
      String address,
      @Nullable String authorization,
      String accept,
      @Nullable String body) {
    var request =
        HttpRequest.newBuilder(URI.create(url + address))
            .timeout(PATIENCE)
            .header("Accept", accept)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return answer(request.build());
  }

  /** As {@link #send}, and it has to be accepted. */
  Answer must(String method, String address, String token, @Nullable String body) {
    var answer = send(method, address, "Bearer " + token, "*/*", body);
    if (answer.status() >= 300) {
      throw new IllegalStateException(method + " " + address + " -> " + answer);
    }
    return answer;
  }

  private Answer answer(HttpRequest request) {
    try {
      var answer = client.send(request, BodyHandlers.ofInputStream());
      try (var content = answer.body()) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        return new Answer(answer.statusCode(), json(type, content));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri() + ": " + e, e);
    }
  }

  /** Of a stream its first event, or nothing where first of all it only says that it is alive. */
  private static JsonNode json(String type, InputStream content) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
    if (!type.startsWith("text/event-stream")) {
      return parsed(reader.readAllAsString());
    }
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("data:")) {
        return parsed(line.substring("data:".length()));
      }
      if (line.startsWith(":")) {
        break;
      }
    }
    return MissingNode.getInstance();
  }

  private static JsonNode parsed(String text) {
    try {
      return ContractJson.mapper().readTree(text);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
