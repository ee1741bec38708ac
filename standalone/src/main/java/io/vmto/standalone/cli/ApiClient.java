package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.runtime.ContractJson;
import io.vmto.standalone.cli.Exchange.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The public HTTP API as the command line uses it. Blocks; throws {@link ApiProblem}. */
public final class ApiClient implements AutoCloseable {
  /** What a caller is known by. */
  public interface Credential {
    /** Empty where nobody has signed in. */
    String token();

    /** Another one in place of one that was refused; the same where there is none. */
    default String renewed(String refused) {
      return refused;
    }
  }

  private final String server;
  private final Credential credential;
  private final @Nullable Trust trust;

  public ApiClient(String url, String token) {
    this(url, () -> token, null);
  }

  /**
   * @param trust which certificate to believe; null where that is left to Java
   */
  public ApiClient(String url, Credential credential, @Nullable Trust trust) {
    this.server = url;
    this.credential = credential;
    this.trust = trust;
  }

  /** The server that runs on a data folder, by what it wrote there. */
  public static ApiClient of(Path data) {
    try {
      return new ApiClient(address(data), Files.readString(data.resolve("token")).strip());
    } catch (IOException e) {
      throw nowhere(data);
    }
  }

  /** Where the server of a data folder listens. */
  public static String address(Path data) {
    try {
      var server = Json.TREES.readTree(Files.readString(data.resolve("server.json")));
      return server.path("url").asString();
    } catch (IOException | JacksonException e) {
      throw nowhere(data);
    }
  }

  private static ApiProblem nowhere(Path data) {
    return new ApiProblem(
        ErrorCode.UNREACHABLE,
        "No VMTO server runs on " + data + ".",
        "Start one with 'vmto serve --data "
            + data
            + "', name its folder with --data, or another server with --context.");
  }

  public JsonNode get(String path) {
    return send("GET", path, null);
  }

  public <T> T get(String path, Class<T> type) {
    return ContractJson.mapper().treeToValue(get(path), type);
  }

  public JsonNode post(String path, Object body) {
    return send("POST", path, body);
  }

  public JsonNode put(String path, Object body) {
    return send("PUT", path, body);
  }

  public JsonNode delete(String path) {
    return send("DELETE", path, null);
  }

  public JsonNode patch(String path, Object body) {
    return send("PATCH", path, body);
  }

  /**
   * Sends a request; what was not let in is sent once more with a renewed credential.
   *
   * @param body null for none
   */
  public JsonNode send(String method, String path, @Nullable Object body) {
    var headers = new TreeMap<String, String>();
    if (method.equals("POST")) {
      headers.put("Idempotency-Key", UUID.randomUUID().toString());
    }
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    try (var answer = answer(method, path, headers, json(body))) {
      return tree(answer);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static @Nullable String json(@Nullable Object body) {
    if (body == null || body instanceof JsonNode) {
      return body == null ? null : body.toString();
    }
    return ContractJson.mapper().writeValueAsString(body);
  }

  private static JsonNode tree(Answer answer) throws IOException {
    var text = answer.text();
    if (answer.status() >= 400) {
      throw ApiProblem.of(answer.status(), text);
    }
    try {
      return Json.TREES.readTree(text.isBlank() ? "{}" : text);
    } catch (JacksonException e) {
      throw ApiProblem.of(answer.status(), "");
    }
  }

  /**
   * Lines of a server-sent event stream; close the stream to end it.
   *
   * @param after the position to go on behind; negative for where the feed begins by itself
   */
  public Stream<String> lines(String path, long after) throws IOException {
    var headers = new TreeMap<>(Map.of("Accept", "text/event-stream"));
    if (after >= 0) {
      headers.put("Last-Event-ID", Long.toString(after));
    }
    var answer = open(path, headers);
    return new BufferedReader(new InputStreamReader(answer.content(), StandardCharsets.UTF_8))
        .lines()
        .onClose(answer::close);
  }

  /** Something that is no JSON; the caller reads it and closes it. */
  Answer open(String path, Map<String, String> headers) throws IOException {
    var answer = answer("GET", path, headers, null);
    if (answer.status() >= 300) {
      try (answer) {
        throw ApiProblem.of(answer.status(), answer.text());
      }
    }
    return answer;
  }

  private Answer answer(
      String method, String path, Map<String, String> headers, @Nullable String body)
      throws IOException {
    var address = URI.create(server + "/api/v1" + path);
    var token = credential.token();
    var first = new Exchange(method, address, signed(headers, token), body, trust).send();
    if (first.status() != 401) {
      return first;
    }
    var renewed = credential.renewed(token);
    if (renewed.equals(token)) {
      return first;
    }
    first.close();
    return new Exchange(method, address, signed(headers, renewed), body, trust).send();
  }

  private static Map<String, String> signed(Map<String, String> headers, String token) {
    var signed = new TreeMap<>(headers);
    if (!token.isEmpty()) {
      signed.put("Authorization", "Bearer " + token);
    }
    return signed;
  }

  private ApiProblem unreachable(IOException e) {
    var why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ApiProblem(
        ErrorCode.UNREACHABLE,
        "The server at " + server + " does not answer: " + why,
        "Check that it is running; its log says why if it stopped.");
  }

  /** Holds nothing between two requests; there for those that will. */
  @Override
  public void close() {}
}
