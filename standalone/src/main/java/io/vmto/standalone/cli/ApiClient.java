package io.vmto.standalone.cli;

import io.vmto.contract.error.ErrorCode;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The public HTTP API as the command line uses it. Blocks; throws {@link ApiProblem}. */
public final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /** What a caller is known by. */
  public interface Credential {
    /** Empty where nobody has signed in. */
    String token();

    /** Another one in place of one that was refused; the same where there is none. */
    default String renewed(String refused) {
      return refused;
    }
  }

  private final HttpClient http;
  private final String base;
  private final Credential credential;

  public ApiClient(String url, String token) {
    this(url, () -> token, null);
  }

  /**
   * @param tls which certificate to believe; null where that is left to Java
   */
  public ApiClient(String url, Credential credential, @Nullable SSLContext tls) {
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    this.http = (tls == null ? builder : builder.sslContext(tls)).build();
    this.base = url + "/api/v1";
    this.credential = credential;
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
      var server = ContractJson.mapper().readTree(Files.readString(data.resolve("server.json")));
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
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT);
    if (method.equals("POST")) {
      request.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      var json = ContractJson.mapper().writeValueAsString(body);
      request.method(method, BodyPublishers.ofString(json));
    }
    try {
      var response = answer(request, BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw ApiProblem.of(response.statusCode(), response.body());
      }
      var text = response.body();
      return ContractJson.mapper().readTree(text.isBlank() ? "{}" : text);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (JacksonException e) {
      throw ApiProblem.of(502, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiProblem(ErrorCode.TIMED_OUT, "Interrupted.", "Run the command again.");
    }
  }

  /**
   * Lines of a server-sent event stream; close the stream to end it.
   *
   * @param after the position to go on behind; negative for where the feed begins by itself
   */
  public Stream<String> lines(String path, long after) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + path)).header("Accept", "text/event-stream");
    if (after >= 0) {
      request.header("Last-Event-ID", Long.toString(after));
    }
    var response = answer(request, BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw ApiProblem.of(response.statusCode(), String.join("\n", response.body().toList()));
    }
    return response.body();
  }

  private <T> HttpResponse<T> answer(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    var token = credential.token();
    var first = head(request, token, handler);
    if (first.statusCode() != 401) {
      return first;
    }
    var renewed = credential.renewed(token);
    return renewed.equals(token) ? first : head(request, renewed, handler);
  }

  /** The head of an answer in time; what follows it may take as long as it likes. */
  private <T> HttpResponse<T> head(
      HttpRequest.Builder request, String token, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    if (!token.isEmpty()) {
      request.setHeader("Authorization", "Bearer " + token);
    }
    var sent = http.sendAsync(request.build(), handler);
    try {
      return sent.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("not within " + TIMEOUT.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private ApiProblem unreachable(IOException e) {
    var why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ApiProblem(
        ErrorCode.UNREACHABLE,
        "The server at " + base.substring(0, base.length() - 7) + " does not answer: " + why,
        "Check that it is running; its log says why if it stopped.");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
