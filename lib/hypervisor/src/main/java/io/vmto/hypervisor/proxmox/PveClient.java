package io.vmto.hypervisor.proxmox;

import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.hypervisor.Address;
import io.vmto.hypervisor.PlatformException;
import io.vmto.hypervisor.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Calls of the Proxmox VE REST API with an API token: HTTP/1.1, bodies of known length (the node
 * answers 501 to chunks), no redirects, answers of bounded size in bounded time. Safe for use by
 * many threads.
 */
final class PveClient implements AutoCloseable {
  static final Duration CALL = Duration.ofSeconds(60);
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration STALL_CHECK = Duration.ofSeconds(1);
  private static final long LARGEST_ANSWER = 32L << 20;
  private static final Pattern TOKEN_ID = Pattern.compile("[^\\s:/!@]+@[^\\s:/!@]+![^\\s:/!@]+");
  private static final Pattern TOKEN_SECRET = Pattern.compile("[\\x21-\\x7e]{1,256}");

  /** Sees every exchange, without headers; for recording. */
  interface Observer {
    void exchanged(String method, String path, Map<String, String> parameters, Answer answer);
  }

  /** An answer as it came: HTTP status and body text. */
  record Answer(int status, String body) {}

  private final Address address;
  private final String base;
  private final String authorization;
  private final HttpClient http;
  private final Observer observer;
  private volatile PveDialect dialect = PveDialect.JSON;

  PveClient(Endpoint endpoint, Secret secret, Observer observer) {
    if (!TOKEN_ID.matcher(endpoint.username()).matches()
        || !TOKEN_SECRET.matcher(secret.reveal()).matches()) {
      throw new PlatformException(
          ErrorCode.REQUEST_INVALID,
          "Proxmox VE is spoken to with an API token",
          "Give user@realm!token as the user name and the token's UUID as the secret.");
    }
    this.address = Address.of(endpoint.url());
    this.base = "https://" + host(endpoint) + "/api2/";
    this.authorization = "PVEAPIToken=" + endpoint.username() + "=" + secret.reveal();
    this.observer = observer;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(Tls.sslContext(endpoint.trust()))
            .build();
  }

  /**
   * A pinned certificate is not bound to a name, so the address that was checked is used itself. A
   * CA's certificate must name the host, and a host that was renamed since cannot show one.
   */
  private String host(Endpoint endpoint) {
    if (endpoint.trust().equals(Endpoint.TRUST_CA)) {
      return address.authority();
    }
    var literal = address.resolved().getHostAddress();
    return (literal.contains(":") ? "[" + literal + "]" : literal) + ":" + address.port();
  }

  /** From now on speaks as servers of this version need it. */
  void speak(PveVersion version) {
    dialect = version.errorsInBody() ? PveDialect.JSON : PveDialect.EXTJS;
  }

  JsonNode get(String path, Map<String, String> query) {
    return call("GET", path, query);
  }

  JsonNode get(String path) {
    return get(path, Map.of());
  }

  JsonNode post(String path, Map<String, String> form) {
    return call("POST", path, form);
  }

  JsonNode put(String path, Map<String, String> form) {
    return call("PUT", path, form);
  }

  JsonNode delete(String path, Map<String, String> query) {
    return call("DELETE", path, query);
  }

  private JsonNode call(String method, String path, Map<String, String> parameters) {
    var inBody = method.equals("POST") || method.equals("PUT");
    var query = inBody || parameters.isEmpty() ? "" : "?" + form(parameters);
    var request = request(path + query);
    if (inBody) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
    }
    request.method(
        method, inBody ? BodyPublishers.ofString(form(parameters)) : BodyPublishers.noBody());
    var answer = send(request.build(), CALL, () -> false);
    observer.exchanged(method, path, parameters, answer);
    return dialect.data(answer);
  }

  /**
   * Posts a body that may take hours.
   *
   * @param body of known length
   * @param patience how long nothing may happen
   * @param moved whether anything was sent since it was asked the last time
   */
  JsonNode postLong(
      String path,
      String contentType,
      BodyPublisher body,
      Duration patience,
      BooleanSupplier moved) {
    var request = request(path).header("Content-Type", contentType).POST(body).build();
    var answer = send(request, patience, moved);
    observer.exchanged("POST", path, Map.of(), answer);
    return dialect.data(answer);
  }

  /** Opens a websocket; the secrets in the query stay in here. */
  WebSocket websocket(String path, Map<String, String> query, WebSocket.Listener listener) {
    var uri =
        URI.create("wss" + base.substring("https".length()) + "json" + path + "?" + form(query));
    return await(
        http.newWebSocketBuilder()
            .header("Authorization", authorization)
            .subprotocols("binary")
            .connectTimeout(CONNECT)
            .buildAsync(uri, listener),
        CALL,
        () -> false);
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(base + dialect.folder() + pathAndQuery))
        .header("Authorization", authorization)
        .header("Accept", "application/json");
  }

  private Answer send(HttpRequest request, Duration patience, BooleanSupplier moved) {
    var handler =
        BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST_ANSWER);
    HttpResponse<String> response = await(http.sendAsync(request, handler), patience, moved);
    return new Answer(response.statusCode(), response.body());
  }

  private <T> T await(CompletableFuture<T> future, Duration patience, BooleanSupplier moved) {
    var deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        var left = deadline - System.nanoTime();
        try {
          return future.get(Math.min(left, STALL_CHECK.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
          if (moved.getAsBoolean()) {
            deadline = System.nanoTime() + patience.toNanos();
          } else if (System.nanoTime() >= deadline) {
            throw silent(patience);
          }
        }
      }
    } catch (ExecutionException e) {
      throw broken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PveTasks.interrupted(e);
    } finally {
      future.cancel(true);
    }
  }

  private PlatformException broken(ExecutionException e) {
    if (e.getCause() instanceof WebSocketHandshakeException refused) {
      var status = refused.getResponse().statusCode();
      return new PlatformException(PveErrors.ofAnswer(status, "", Map.of()));
    }
    var io = e.getCause() instanceof IOException cause ? cause : new IOException("call failed", e);
    return Tls.failure(address, io);
  }

  private PlatformException silent(Duration patience) {
    return new PlatformException(
        Failure.passing(
                ErrorCode.TIMED_OUT,
                "The node did not answer within " + patience.toSeconds() + " seconds",
                "Check the load of the node and the network between here and there.")
            .with("endpoint", address));
  }

  /** A value as one segment of a path. */
  static String segment(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(e -> segment(e.getKey()) + "=" + segment(e.getValue()))
        .collect(Collectors.joining("&"));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
