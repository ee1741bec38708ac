package io.vmto.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends every operation that the API describes what it describes and much that it does not: nothing
 * hangs, nothing fails inside, and every refusal says what is wrong.
 */
@Timeout(300)
class ApiFuzzIT {
  private static final int EACH = Integer.getInteger("vmto.fuzz.each", 40);
  private static final long SEED = Long.getLong("vmto.fuzz.seed", 5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final List<String> TEXTS =
      List.of(
          "",
          "x",
          "job-1",
          "0",
          "-1",
          "9223372036854775808",
          "1e999",
          "null",
          "true",
          "..",
          "a/b",
          "%00",
          "\u0000",
          "'; drop table query.job; --",
          "\"",
          "{}",
          "[]",
          "${jndi:ldap://x}",
          "\uD83D\uDE00",
          "\uD800",
          "\u202Eabc",
          "x".repeat(3000),
          "2026-13-01T00:00:00Z",
          "RUNNING",
          "running",
          "a,b",
          "*",
          "=cmd",
          "<script>",
          "file:///etc/passwd");

  private static Server server;
  private static HttpClient client;
  private static String token;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    server = Server.start(folder.resolve("data"), folder.resolve("vault.key"), 0, "error");
    token = Files.readString(server.data().resolve("token")).strip();
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private record Operation(String method, String path, JsonNode told) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private record Answer(int status, String type, String text) {}

  @Test
  void everyOperationAnswersWhateverItIsSent() throws Exception {
    var document = ContractJson.mapper().readTree(send("GET", "/v3/api-docs", null).text());
    var operations = new ArrayList<Operation>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        m ->
                            operations.add(
                                new Operation(m.getKey(), path.getKey(), m.getValue()))));
    assertThat(operations).hasSizeGreaterThan(30);

    int sent = 0;
    for (var operation : operations) {
      for (int i = 0; i < EACH; i++, sent++) {
        judge(operation, address(operation), body(operation));
      }
    }
    System.out.println(sent + " requests to " + operations.size() + " operations, seed " + SEED);
  }

  private void judge(Operation operation, String address, @Nullable String body)
      throws IOException, InterruptedException {
    var answer = send(operation.method().toUpperCase(Locale.ROOT), address, body);
    var what = operation + " " + address + " " + body + " -> " + answer.text();
    assertThat(answer.status()).as(what).isBetween(200, 499);
    if (answer.status() >= 400) {
      assertThat(answer.type()).as(what).isEqualTo("application/problem+json");
      var problem = ContractJson.mapper().readTree(answer.text());
      assertThat(problem.path("code").asString("")).as(what).isNotEmpty();
      assertThat(problem.path("remedy").asString("")).as(what).isNotEmpty();
    }
  }

  private String address(Operation operation) {
    var address = operation.path();
    var query = new ArrayList<String>();
    for (var parameter : operation.told().path("parameters")) {
      var name = parameter.path("name").asString();
      switch (parameter.path("in").asString()) {
        case "path" -> address = address.replace("{" + name + "}", segment());
        case "query" -> {
          if (random.nextBoolean()) {
            query.add(name + "=" + encoded(text()));
          }
        }
        default -> {}
      }
    }
    return query.isEmpty() ? address : address + "?" + String.join("&", query);
  }

  /** Not empty and no dots, which clients take as another address. */
  private String segment() {
    var text = text();
    return text.isEmpty() || text.equals("..") ? "job-1" : encoded(text);
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private @Nullable String body(Operation operation) {
    var example = operation.told().at("/requestBody/content/application~1json/example");
    if (example.isMissingNode()) {
      return random.nextInt(4) == 0 ? "{\"surplus\":1}" : null;
    }
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> "{\"a\":".repeat(2000);
      case 2 -> "\u0000\uFFFF";
      case 3 -> value(3).toString();
      case 4 -> example.toString();
      default -> mutated((ObjectNode) example).toString();
    };
  }

  private ObjectNode mutated(ObjectNode example) {
    var copy = example.deepCopy();
    var names = List.copyOf(copy.propertyNames());
    var name = names.get(random.nextInt(names.size()));
    if (copy.path(name) instanceof ObjectNode inner && random.nextBoolean()) {
      copy.set(name, mutated(inner));
    } else if (random.nextInt(4) == 0) {
      copy.remove(name);
    } else {
      copy.set(name, value(2));
    }
    return copy;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.booleanNode(random.nextBoolean());
      case 2 -> JSON.numberNode(random.nextLong());
      case 3 -> JSON.numberNode(random.nextDouble());
      case 4 -> JSON.numberNode(-1);
      case 5 -> JSON.stringNode(text());
      case 6 -> JSON.arrayNode().add(value(depth - 1)).add(value(depth - 1));
      default -> JSON.objectNode().set(text(), value(depth - 1));
    };
  }

  /** A stream of events is left as soon as it has begun. */
  private static Answer send(String method, String address, @Nullable String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + address))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    var answer = client.send(request.build(), BodyHandlers.ofInputStream());
    try (var content = answer.body()) {
      var type = answer.headers().firstValue("Content-Type").orElse("");
      boolean endless = type.startsWith("text/event-stream");
      var text = endless ? "" : new String(content.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(answer.statusCode(), type, text);
    }
  }
}
