package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Whoever asks too often is asked to wait, and nobody else is. */
class RateLimitIT {
  private House house;

  @AfterEach
  void close() {
    house.close();
  }

  private void open(String limit, int number) throws IOException {
    house = House.open(Map.of("vmto.gateway.rate." + limit, number));
    Known.laidDown(house.peers());
  }

  @Test
  void aUserWhoAsksTooOftenIsToldHowLongToWait() throws IOException {
    open("requests", 3);
    var first = get(house.client(), "/api/v1/jobs");
    assertThat(first.getStatus().value()).isEqualTo(200);
    assertThat(first.getResponseHeaders().getFirst("RateLimit-Limit")).isEqualTo("3");
    assertThat(first.getResponseHeaders().getFirst("RateLimit-Remaining")).isEqualTo("2");
    get(house.client(), "/api/v1/jobs");
    get(house.client(), "/api/v1/jobs");

    var fourth = get(house.client(), "/api/v1/jobs");
    assertThat(fourth.getStatus().value()).isEqualTo(429);
    assertThat(fourth.getResponseBody()).contains("\"code\":\"RATE_LIMITED\"");
    assertThat(fourth.getResponseHeaders().getFirst("RateLimit-Remaining")).isEqualTo("0");
    // three a minute: the next one is there after at most 20 seconds
    assertThat(Integer.parseInt(fourth.getResponseHeaders().getFirst("Retry-After")))
        .isBetween(1, 20);
    assertThat(get(house.stranger(), "/actuator/health/liveness").getStatus().value())
        .isEqualTo(200);
  }

  @Test
  void anAddressThatFailsTooOftenIsHeldOffButATokenStillOpens() throws IOException {
    open("failures", 2);
    assertThat(get(house.stranger(), "/api/v1/jobs").getStatus().value()).isEqualTo(401);
    assertThat(get(house.stranger(), "/api/v1/jobs").getStatus().value()).isEqualTo(401);

    var third = get(house.stranger(), "/api/v1/jobs");
    assertThat(third.getStatus().value()).isEqualTo(429);
    assertThat(third.getResponseHeaders().getFirst("Retry-After")).isNotNull();
    assertThat(get(guessing(), "/api/v1/jobs").getStatus().value()).isEqualTo(429);
    assertThat(get(house.client(), "/api/v1/jobs").getStatus().value()).isEqualTo(200);
  }

  @Test
  void signingInHasABucketOfItsOwn() throws IOException {
    open("sign-ins", 2);
    get(house.stranger(), "/api/v1/session");
    get(house.stranger(), "/api/v1/session/oidc");
    assertThat(get(guessing(), "/api/v1/session").getStatus().value()).isEqualTo(429);
    assertThat(get(house.client(), "/api/v1/jobs").getStatus().value()).isEqualTo(200);
  }

  private WebTestClient guessing() {
    return house.stranger().mutate().defaultHeader("Authorization", "Bearer guess").build();
  }

  private static EntityExchangeResult<String> get(WebTestClient client, String address) {
    return client.get().uri(address).exchange().expectBody(String.class).returnResult();
  }
}
