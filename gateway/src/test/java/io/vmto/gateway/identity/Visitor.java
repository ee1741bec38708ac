package io.vmto.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.gateway.House;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Somebody who calls the API with one token, or with none. */
record Visitor(House house, String token) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** An answer and what it says. */
  record Answer(int status, JsonNode json) {
    String text(String field) {
      return json.path(field).asString("");
    }

    Answer is(int expected) {
      assertThat(status).as("%s", json).isEqualTo(expected);
      return this;
    }

    void refused(int expected, String code) {
      assertThat(text("code")).as("%s", json).isEqualTo(code);
      is(expected);
    }
  }

  static Visitor owner(House house) throws IOException {
    return new Visitor(house, house.token());
  }

  static Answer signIn(House house, String name, String password) {
    return new Visitor(house, "")
        .call("POST", "/session", Map.of("name", name, "password", password));
  }

  /** Somebody with an account who has chosen a password of their own. */
  static Visitor with(House house, String name, String password, String... roles)
      throws IOException {
    var made = owner(house).call("POST", "/accounts", form(name, roles)).is(202);
    var first = new Visitor(house, signIn(house, name, made.text("password")).text("accessToken"));
    first.call("PUT", "/me/password", change(made.text("password"), password)).is(202);
    return first;
  }

  static Map<String, Object> form(String name, String... roles) {
    return Map.of("name", name, "roles", roles);
  }

  static Map<String, Object> change(String current, String password) {
    return Map.of("current", current, "password", password);
  }

  static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  /** For those who may read accounts. */
  String idOf(String name) {
    return get("/accounts?limit=500")
        .is(200)
        .json()
        .path("accounts")
        .valueStream()
        .filter(account -> account.path("name").asString().equals(name))
        .map(account -> account.path("id").asString())
        .findFirst()
        .orElseThrow();
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path) {
    return call("POST", path, Map.of());
  }

  Answer delete(String path) {
    return call("DELETE", path, null);
  }

  Answer call(String method, String path, Object body) {
    var request =
        HttpRequest.newBuilder(URI.create(house.url() + "/api/v1" + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(
                        ContractJson.mapper().writeValueAsString(body)));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var text = answer.body().isBlank() ? "{}" : answer.body();
      return new Answer(answer.statusCode(), ContractJson.mapper().readTree(text));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
