package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Sends requests to a house whose services all answer, and expects to be refused. */
record Refused(House house, WebTestClient client) {
  /** Forgets what was sent before. */
  static Refused of(House house) throws IOException {
    Known.laidDown(house.peers());
    house.peers().forget();
    return new Refused(house, house.client());
  }

  static JsonNode problem(WebTestClient.ResponseSpec answer, int status, String code) {
    var result = answer.expectBody(byte[].class).returnResult();
    var headers = result.getResponseHeaders();
    var json = result.getResponseBody();
    assertThat(result.getStatus().value()).isEqualTo(status);
    assertThat(headers.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    var problem = ContractJson.mapper().readTree(json);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("code").asString()).isEqualTo(code);
    assertThat(problem.path("title").asString()).isNotBlank();
    assertThat(problem.path("remedy").asString()).isNotBlank();
    assertThat(problem.path("correlationId").asString())
        .isEqualTo(headers.getFirst("X-Correlation-Id"));
    assertThat(problem.propertyNames())
        .containsExactlyInAnyOrder(
            "type", "title", "status", "detail", "code", "remedy", "facts", "correlationId");
    return problem;
  }

  WebTestClient.ResponseSpec get(String address) {
    return call(HttpMethod.GET, "/api/v1" + address);
  }

  WebTestClient.ResponseSpec call(HttpMethod method, String address) {
    return client.method(method).uri(uri(address)).exchange();
  }

  WebTestClient.ResponseSpec post(String address, String body) {
    return client
        .post()
        .uri(uri("/api/v1" + address))
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  /** As written: the client must not encode it again. */
  URI uri(String address) {
    return URI.create(house.url() + address);
  }
}
