package io.vmto.hypervisor.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vmto.contract.connection.Endpoint;
import io.vmto.contract.connection.PlatformKind;
import io.vmto.contract.connection.Secret;
import io.vmto.hypervisor.TargetPlatform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Answers as it was told to, over HTTPS, and writes down what it was asked. Every request is judged
 * by the schemas of Proxmox VE 8 and 9; closing it fails when one was refused by either.
 */
final class TestNode implements AutoCloseable {
  static final String TOKEN = "vmto@pve!move";
  static final Secret SECRET = new Secret("11111111-2222-4333-8444-555555555555");
  static final String TASK_ID = "UPID:pve1:00000AF2:00055F9C:6B00B329:qmconfig:104:vmto@pve!move:";
  private static final Pattern TEXT_PART =
      Pattern.compile("form-data; name=\"([a-z-]+)\"\r\n\r\n([^\r]*)\r\n");
  private static final Pattern FILE_PART = Pattern.compile("; filename=\"([^\"]+)\"");
  private static final List<PveSchema> SCHEMAS = List.of(new PveSchema(8), new PveSchema(9));

  /** An answer: HTTP status and the JSON body as servers since 8.4 give it. */
  record Reply(int status, String body) {
    static Reply data(String json) {
      return new Reply(200, "{\"data\":" + json + "}");
    }

    static Reply text(String value) {
      return data("\"" + value + "\"");
    }

    static Reply task() {
      return text(TASK_ID);
    }

    static Reply error(int status, String message) {
      return new Reply(status, "{\"data\":null,\"message\":\"" + message + "\\n\"}");
    }
  }

  /** A request as it arrived; the body's bytes as ISO-8859-1. */
  record Seen(
      String method, String path, Map<String, String> parameters, String transfer, String body) {
    String line() {
      return method + " " + path;
    }
  }

  private final HttpsServer server;
  private final TestCertificate certificate = TestCertificate.get();
  private final Map<String, Function<Seen, Reply>> replies = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Set<String> unjudged = ConcurrentHashMap.newKeySet();
  private final boolean legacy;

  TestNode(String version) throws IOException {
    legacy = !PveVersion.parse(version).errorsInBody();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    on("GET /version", Reply.data("{\"version\":\"" + version + "\",\"release\":\"x\"}"));
    on("GET /nodes", Reply.data("[{\"node\":\"pve1\",\"status\":\"online\"}]"));
    on("GET /access/permissions", Reply.data("{\"/vms\":{\"VM.Allocate\":1}}"));
    task("OK");
  }

  /** The last answer is given again and again. */
  void on(String methodAndPath, Reply... answers) {
    var queue = new ArrayDeque<>(List.of(answers));
    when(
        methodAndPath,
        _ -> {
          synchronized (queue) {
            return queue.size() > 1 ? queue.poll() : queue.peek();
          }
        });
  }

  /** A call that is meant to be unknown to the server. */
  void unjudged(String methodAndPath) {
    unjudged.add(methodAndPath);
  }

  void when(String methodAndPath, Function<Seen, Reply> answer) {
    replies.put(methodAndPath, answer);
  }

  void task(String exit, String... lines) {
    var path = "GET /nodes/pve1/tasks/" + PveClient.segment(TASK_ID);
    on(
        path + "/status",
        Reply.data("{\"status\":\"running\"}"),
        Reply.data("{\"status\":\"stopped\",\"exitstatus\":\"" + exit + "\"}"));
    var log = new ArrayList<String>();
    for (var line : lines) {
      log.add("{\"n\":" + (log.size() + 1) + ",\"t\":\"" + line + "\"}");
    }
    on(path + "/log", Reply.data(log.toString()), Reply.data("[]"));
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  Endpoint endpoint(Map<String, String> mounts) {
    return new Endpoint(PlatformKind.PROXMOX, url(), TOKEN, certificate.fingerprint(), mounts);
  }

  TargetPlatform connect() {
    return connect(Map.of());
  }

  TargetPlatform connect(Map<String, String> mounts) {
    return ProxmoxTarget.connect(endpoint(mounts), SECRET);
  }

  List<Seen> seen() {
    return List.copyOf(seen);
  }

  Seen only(String methodAndPath) {
    var found = seen.stream().filter(s -> s.line().equals(methodAndPath)).toList();
    assertThat(found).as(methodAndPath).hasSize(1);
    return found.getFirst();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var uri = exchange.getRequestURI();
      var folder = legacy ? "/api2/extjs" : "/api2/json";
      var path = uri.getRawPath().replaceFirst("^/api2/(json|extjs)", "");
      var parameters = parameters(exchange, uri.getRawQuery(), body);
      var transfer = exchange.getRequestHeaders().getFirst("Transfer-encoding");
      var text = new String(body, StandardCharsets.ISO_8859_1);
      var request = new Seen(exchange.getRequestMethod(), path, parameters, transfer, text);
      seen.add(request);
      for (var schema : unjudged.contains(request.line()) ? List.<PveSchema>of() : SCHEMAS) {
        violations.addAll(schema.violations(exchange.getRequestMethod(), path, parameters));
      }
      if (!uri.getRawPath().startsWith(folder) && !path.equals("/version")) {
        violations.add("asked in the wrong dialect: " + uri.getRawPath());
      }
      var reply = reply(exchange, request);
      send(exchange, uri.getRawPath().startsWith("/api2/extjs") ? extjs(reply) : reply);
    }
  }

  private Reply reply(HttpExchange exchange, Seen request) {
    var wanted = "PVEAPIToken=" + TOKEN + "=" + SECRET.reveal();
    if (!wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return new Reply(401, "");
    }
    if (request.transfer() != null) {
      return new Reply(501, "");
    }
    var known = replies.get(request.line());
    return known == null
        ? Reply.error(501, "Method '" + request.line() + "' not implemented")
        : known.apply(request);
  }

  /** As servers wrap it: always 200, with the status inside. */
  private static Reply extjs(Reply reply) {
    if (reply.status() == 401) {
      return reply;
    }
    var success = reply.status() == 200 ? 1 : 0;
    var inside = "{\"success\":" + success + ",\"status\":" + reply.status() + ",";
    return new Reply(200, inside + reply.body().substring(1));
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> parameters(HttpExchange exchange, String query, byte[] body) {
    var type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null && type.startsWith("multipart/")) {
      return parts(new String(body, StandardCharsets.ISO_8859_1));
    }
    var form = new String(body, StandardCharsets.UTF_8);
    return decode(form.isEmpty() ? query : form);
  }

  private static Map<String, String> parts(String body) {
    var parameters = new LinkedHashMap<String, String>();
    TEXT_PART.matcher(body).results().forEach(m -> parameters.put(m.group(1), m.group(2)));
    FILE_PART.matcher(body).results().forEach(m -> parameters.put("filename", m.group(1)));
    return parameters;
  }

  static Map<String, String> decode(String form) {
    var parameters = new LinkedHashMap<String, String>();
    for (var pair : form == null || form.isEmpty() ? new String[0] : form.split("&", -1)) {
      int eq = pair.indexOf('=');
      parameters.put(
          URLDecoder.decode(pair.substring(0, eq), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
    }
    return parameters;
  }

  @Override
  public void close() {
    server.stop(0);
    assertThat(violations).as("requests that a real server would refuse").isEmpty();
  }
}
