package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The description of the API is the one in docs/, and says what the server does. */
class OpenApiIT {
  private static final Path KEPT = Path.of("..", "docs", "openapi.json");

  private static House house;
  private static WebTestClient client;
  private static JsonNode document;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
    Known.laidDown(house.peers());
    client = house.client();
    var told = client.get().uri("/v3/api-docs").exchange().expectBody(String.class);
    document = ContractJson.mapper().readTree(told.returnResult().getResponseBody());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private record Op(String method, String path, JsonNode told) {
    @Override
    public String toString() {
      return method + " " + path;
    }

    String address() {
      return path.replace("{id}", "job-1").replaceAll("\\{[a-z]+}", "1");
    }
  }

  private static List<Op> operations() {
    var all = new ArrayList<Op>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            all.add(
                                new Op(
                                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()))));
    return all;
  }

  /** Run with {@code -Dvmto.openapi.write=true} to keep what the code says now. */
  @Test
  void whatIsKeptIsWhatTheCodeSays() throws IOException {
    var now = document.toPrettyString() + "\n";
    if (Boolean.getBoolean("vmto.openapi.write")) {
      Files.writeString(KEPT, now);
    }
    assertThat(now)
        .as("docs/openapi.json is old: run OpenApiIT with -Dvmto.openapi.write=true")
        .isEqualTo(Files.readString(KEPT));
  }

  @Test
  void everyRouteOfTheApiIsDescribed() {
    var routes =
        ((RequestMappingHandlerMapping) house.bean("requestMappingHandlerMapping"))
            .getHandlerMethods().entrySet().stream()
                .flatMap(
                    e ->
                        e.getKey().getMethodsCondition().getMethods().stream()
                            .flatMap(
                                m ->
                                    e.getKey().getPatternsCondition().getPatterns().stream()
                                        .map(p -> m + " " + p.getPatternString())))
                .filter(route -> route.contains(" /api/"))
                .distinct() // some lists are also to be had as CSV
                .toList();
    assertThat(operations().stream().map(Op::toString)).containsExactlyInAnyOrderElementsOf(routes);
    assertThat(operations()).allMatch(op -> op.told().path("summary").asString().endsWith("."));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    var references = new ArrayList<String>();
    collect(document, references);
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(
            reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse());
  }

  private static void collect(JsonNode node, List<String> references) {
    if (node.has("$ref")) {
      references.add(node.path("$ref").asString());
    }
    node.forEach(child -> collect(child, references));
  }

  /** What the description says of bodies is compared with what the server takes. */
  @Test
  void theExamplesAreTakenAndTheirFieldsAreNeededAsTold() {
    for (var op : operations()) {
      var content = op.told().at("/requestBody/content/application~1json");
      if (content.isMissingNode()) {
        continue;
      }
      var example = (ObjectNode) content.path("example").deepCopy();
      example.optional("expires").ifPresent(then -> example.put("expires", inAMonth()));
      assertThat(refusedField(op, example)).as("%s takes its example", op).isEmpty();
      checkFields(op, example, example, content.path("schema"), "");
    }
  }

  /** What was ahead when the example was written is not for ever. */
  private static String inAMonth() {
    return Instant.now().plus(Duration.ofDays(30)).toString();
  }

  private void checkFields(Op op, ObjectNode whole, ObjectNode part, JsonNode schema, String path) {
    var required = new ArrayList<String>();
    schema.path("required").forEach(name -> required.add(name.asString()));
    for (var name : List.copyOf(part.propertyNames())) {
      var value = part.remove(name);
      var full = path.isEmpty() ? name : path + "." + name;
      if (required.contains(name)) {
        assertThat(refusedField(op, whole)).as("%s without %s", op, full).isEqualTo(full);
      } else {
        assertThat(refusedField(op, whole)).as("%s without %s", op, full).isEmpty();
      }
      part.set(name, value);
      if (value.isObject()) {
        checkFields(op, whole, (ObjectNode) value, schema.path("properties").path(name), full);
      }
    }
    if (schema.path("additionalProperties").isBoolean()) {
      part.put("surplus", 1);
      assertThat(refusedField(op, whole)).as("%s with more in %s", op, path).endsWith("surplus");
      part.remove("surplus");
    }
  }

  /** Which field the server blames, or nothing where it took the shape. */
  private static String refusedField(Op op, JsonNode body) {
    var answer =
        client
            .method(HttpMethod.valueOf(op.method()))
            .uri(op.address())
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue(body.toString())
            .exchange()
            .expectBody(String.class)
            .returnResult();
    var status = answer.getStatus().value();
    if (status != 400 && status != 415) {
      return "";
    }
    var problem = ContractJson.mapper().readTree(answer.getResponseBody());
    return problem.path("facts").path("field").asString("unnamed");
  }
}
