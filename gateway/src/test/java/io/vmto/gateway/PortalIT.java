package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;

/** The pages that everybody may have, from the small ones among the test resources. */
class PortalIT {
  private static final Pattern NONCE = Pattern.compile("ngCspNonce=\"([A-Za-z0-9+/]{24})\"");

  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house =
        House.open(
            Map.of(
                "vmto.oidc.issuer", "https://id.example/realms/ops",
                "vmto.oidc.audience", "vmto",
                "vmto.oidc.client", "vmto-portal"));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static String text(String address) {
    return house
        .stranger()
        .get()
        .uri(address)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .returnResult()
        .getResponseBody();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/jobs", "/jobs/3f0c?at=42", "/sign-in", "/apiary"})
  void everyScreenIsTheOnePageWithANumberOfItsOwn(String address) {
    var answer =
        house
            .stranger()
            .get()
            .uri(address)
            .exchange()
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentType("text/html")
            .expectHeader()
            .valueEquals("Cache-Control", "no-store")
            .expectHeader()
            .valueEquals("X-Content-Type-Options", "nosniff")
            .expectBody(String.class)
            .returnResult();
    var nonce = NONCE.matcher(answer.getResponseBody());
    assertThat(nonce.find()).isTrue();
    assertThat(answer.getResponseHeaders().get("Content-Security-Policy"))
        .isEqualTo(
            List.of(
                "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-"
                    + nonce.group(1)
                    + "'; connect-src 'self' https://id.example; img-src 'self' data:;"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"));
    assertThat(text(address)).doesNotContain(nonce.group(1));
  }

  @Test
  void aFileWhoseNameChangesWithItsContentIsKeptForEver() {
    house
        .stranger()
        .get()
        .uri("/main-ABCD2345.js")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType("text/javascript")
        .expectHeader()
        .valueEquals("Cache-Control", "max-age=31536000, public, immutable")
        .expectBody(String.class)
        .isEqualTo("console.log(\"portal\");\n");
    house
        .stranger()
        .get()
        .uri("/assets/icon.svg")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType("image/svg+xml")
        .expectHeader()
        .valueEquals("Cache-Control", "no-cache");
  }

  @Test
  void whoeverCanUnpackGetsItPacked() throws IOException {
    var request =
        "GET /main-ABCD2345.js HTTP/1.1\r\nHost: 127.0.0.1:"
            + house.port()
            + "\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n";
    assertThat(Wire.exchange(house, request))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-encoding: gzip")
        .containsIgnoringCase("vary: accept-encoding")
        .doesNotContain("console");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/chunk-GONE2345.js",
        "/index.html",
        "/main-ABCD2345.js.gz",
        "/../portal/index.html",
        "/assets/../../gateway.yml",
        "/%2e%2e/gateway.yml",
        "/assets/..%2f..%2fgateway.yml",
        "/assets/%5c..%5cgateway.yml",
        "//gateway.yml"
      })
  void whatIsNoFileOfThePortalIsNotThere(String address) throws IOException {
    var request =
        "GET "
            + address
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + house.port()
            + "\r\nConnection: close\r\n\r\n";
    assertThat(Wire.exchange(house, request))
        .startsWith("HTTP/1.1 404 ")
        .contains("application/problem+json", "UNKNOWN_RESOURCE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api",
        "/api/v1/jobs",
        "/%61pi/v1/jobs",
        "/api;x=1/v1/jobs",
        "//api/v1/jobs",
        "/actuator/env",
        "/v3/api-docs"
      })
  void whatIsNoPageStaysClosed(String address) throws IOException {
    var request =
        "GET "
            + address
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + house.port()
            + "\r\nConnection: close\r\n\r\n";
    assertThat(Wire.exchange(house, request)).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void pagesAreOnlyEverRead() throws IOException {
    for (var method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE)) {
      house.stranger().method(method).uri("/jobs").exchange().expectStatus().isUnauthorized();
      house.client().method(method).uri("/jobs").exchange().expectStatus().isNotFound();
    }
    house.stranger().head().uri("/").exchange().expectStatus().isOk().expectBody().isEmpty();
  }

  @Test
  void anAddressOfTheApiThatIsNotThereAnswersAsTheApiDoes() throws IOException {
    house
        .client()
        .get()
        .uri("/api/v1/nothing")
        .exchange()
        .expectStatus()
        .isNotFound()
        .expectHeader()
        .contentType("application/problem+json");
  }

  @Test
  void howOneCanSignInIsToldToEverybody() {
    house
        .stranger()
        .get()
        .uri("/api/v1/session/options")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .json(
            "{\"local\":true,\"oidc\":{\"issuer\":\"https://id.example/realms/ops\",\"clientId\":\"vmto-portal\"}}");
  }
}
