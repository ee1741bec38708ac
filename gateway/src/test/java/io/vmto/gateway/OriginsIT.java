package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may use this server from a browser. */
class OriginsIT {
  private static final String PORTAL = "https://portal.example";
  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of("vmto.gateway.origins", PORTAL + ",http://lab.example:8080"));
    Known.laidDown(house.peers());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void aListedPageReadsAnswersAndTheHeadersItNeeds() throws IOException {
    var answer = ask("GET", "/api/v1/jobs", PORTAL, Wire.headers(house));
    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("Access-Control-Allow-Origin: " + PORTAL + "\r\n")
        .containsPattern("(?i)Vary: .*Origin")
        .containsPattern(
            "(?i)Access-Control-Expose-Headers: Location, X-Correlation-Id, Retry-After")
        .containsIgnoringCase("X-Frame-Options: DENY")
        .doesNotContainIgnoringCase("Allow-Credentials");
  }

  @Test
  void itReadsRefusalsToo() throws IOException {
    assertThat(ask("GET", "/api/v1/jobs", PORTAL, host()))
        .startsWith("HTTP/1.1 401 ")
        .containsIgnoringCase("Access-Control-Allow-Origin: " + PORTAL);
  }

  @Test
  void aBrowserMayAskFirstWithoutAToken() throws IOException {
    var asking =
        host()
            + "Access-Control-Request-Method: POST\r\n"
            + "Access-Control-Request-Headers: authorization,idempotency-key\r\n";
    assertThat(ask("OPTIONS", "/api/v1/jobs", PORTAL, asking))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("Access-Control-Allow-Origin: " + PORTAL + "\r\n")
        .containsPattern("(?i)Access-Control-Allow-Methods: .*POST")
        .containsPattern("(?i)Access-Control-Allow-Headers: authorization, ?idempotency-key")
        .doesNotContain("401");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://portal.example.evil",
        "https://evil.portal.example",
        "http://portal.example",
        "https://portal.example:444",
        "HTTPS://PORTAL.EXAMPLE",
        "https://portal.example/",
        "null",
        "*"
      })
  void onlyExactlyWhatIsListed(String origin) throws IOException {
    var asking = host() + "Access-Control-Request-Method: GET\r\n";
    for (var answer :
        List.of(
            ask("GET", "/api/v1/jobs", origin, Wire.headers(house)),
            ask("OPTIONS", "/api/v1/jobs", origin, asking))) {
      assertThat(answer)
          .startsWith("HTTP/1.1 403 ")
          .contains("\"code\":\"NOT_ALLOWED\"")
          .doesNotContainIgnoringCase("Access-Control-Allow-Origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "https://*.example",
        "portal.example",
        "https://portal.example/",
        "https://ann@portal.example",
        "ftp://portal.example",
        "null"
      })
  void aListWithAnythingButOriginsIsNotStartedWith(String origin) {
    assertThatThrownBy(() -> new Origins(List.of(origin)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String host() {
    return "Host: 127.0.0.1:" + house.port() + "\r\n";
  }

  private static String ask(String method, String address, String origin, String headers)
      throws IOException {
    return Wire.exchange(
        house,
        method
            + " "
            + address
            + " HTTP/1.1\r\n"
            + headers
            + "Origin: "
            + origin
            + "\r\nConnection: close\r\n\r\n");
  }
}
