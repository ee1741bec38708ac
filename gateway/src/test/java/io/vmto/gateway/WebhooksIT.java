package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.connection.Secret;
import io.vmto.contract.webhook.DeliveryView;
import io.vmto.contract.webhook.Subscription;
import io.vmto.contract.webhook.WebhookCommand;
import io.vmto.contract.webhook.WebhookCommand.ChangeWebhook;
import io.vmto.contract.webhook.WebhookCommand.CreateWebhook;
import io.vmto.contract.webhook.WebhookCommand.RedeliverEvent;
import io.vmto.contract.webhook.WebhookCommand.RemoveWebhook;
import io.vmto.contract.webhook.WebhookCommand.TestWebhook;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.contract.webhook.WebhookQuery.Deliveries;
import io.vmto.contract.webhook.WebhookQuery.ListDeliveries;
import io.vmto.contract.webhook.WebhookQuery.ListWebhooks;
import io.vmto.contract.webhook.WebhookQuery.Webhooks;
import io.vmto.contract.webhook.WebhookView;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

/** Webhooks over HTTP. */
class WebhooksIT {
  private static final String AT = "/api/v1/webhooks";
  private static final WebhookId HOOK = new WebhookId("wh-1");
  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.open(Map.of());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void layDown() {
    house.peers().forget();
    house.peers().decide(CreateWebhook.class, c -> true);
  }

  @Test
  void aSecretThatWeMakeIsToldOnce() throws Exception {
    var body = "{\"url\":\"https://hooks.example/a\",\"events\":[\"job.*\"],\"job\":\"j-1\"}";
    var first = send(HttpMethod.POST, AT, body, "wh-key-1");
    var command = (CreateWebhook) house.peers().taken().getPayload();

    assertThat(first.getStatus().value()).isEqualTo(202);
    assertThat(first.getResponseHeaders().getLocation()).hasPath(AT + "/" + command.webhook());
    assertThat(command.subscription())
        .isEqualTo(new Subscription("https://hooks.example/a", List.of("job.*"), "j-1"));
    var secret = command.secret().reveal();
    assertThat(secret).matches("whsec_[A-Za-z0-9_-]{43}");
    assertThat(first.getResponseBody()).contains("\"secret\":\"" + secret + "\"");

    var again = send(HttpMethod.POST, AT, body, "wh-key-1");
    assertThat(again.getStatus().value()).isEqualTo(202);
    assertThat(again.getResponseHeaders().getLocation())
        .isEqualTo(first.getResponseHeaders().getLocation());
    assertThat(again.getResponseBody()).isNullOrEmpty();
    assertThat(house.peers().noneTaken()).isTrue();
  }

  @Test
  void aSecretThatWasGivenIsNotToldNorOneThatDoesNotCount() throws Exception {
    var given =
        send(
            HttpMethod.POST,
            AT,
            "{\"url\":\"https://hooks.example/a\",\"secret\":\"0123456789abcdef\"}",
            null);
    var command = (CreateWebhook) house.peers().taken().getPayload();
    assertThat(command.secret()).isEqualTo(new Secret("0123456789abcdef"));
    assertThat(given.getResponseBody()).isEqualTo("{\"id\":\"" + command.webhook() + "\"}");

    house.peers().decide(CreateWebhook.class, c -> false);
    var repeated = send(HttpMethod.POST, AT, "{\"url\":\"https://hooks.example/a\"}", null);
    assertThat(repeated.getResponseBody()).doesNotContain("secret");
  }

  @Test
  void decisionsAboutAWebhookBecomeCommands() throws Exception {
    var at = AT + "/wh-1";
    send(HttpMethod.PATCH, at, "{\"enabled\":false}", null);
    send(HttpMethod.PATCH, at, "{\"url\":\"https://b.example/\",\"events\":[],\"job\":\"\"}", null);
    send(HttpMethod.PATCH, at, "{\"secret\":\"fedcba9876543210\"}", null);
    send(HttpMethod.POST, at + "/test", "", null);
    send(HttpMethod.POST, at + "/deliveries/42/redeliver", "", null);
    assertThat(send(HttpMethod.DELETE, at, "", null).getStatus().value()).isEqualTo(202);

    for (var expected :
        List.<WebhookCommand>of(
            new ChangeWebhook(HOOK, null, null, null, false, null),
            new ChangeWebhook(HOOK, "https://b.example/", List.of(), "", null, null),
            new ChangeWebhook(HOOK, null, null, null, null, new Secret("fedcba9876543210")),
            new TestWebhook(HOOK),
            new RedeliverEvent(HOOK, 42),
            new RemoveWebhook(HOOK))) {
      assertThat(house.peers().taken().getPayload()).isEqualTo(expected);
    }
  }

  @Test
  void webhooksAndTheirDeliveriesAreRead() throws Exception {
    var asked = new AtomicReference<ListDeliveries>();
    var view =
        new WebhookView(
            HOOK, "https://hooks.example/a", List.of("job.*"), "", true, 1, 2, null, Known.NOON);
    house.peers().answer(ListWebhooks.class, Webhooks.class, q -> new Webhooks(List.of(view)));
    house
        .peers()
        .answer(
            ListDeliveries.class,
            Deliveries.class,
            q -> {
              asked.set(q);
              return new Deliveries(
                  List.of(
                      new DeliveryView(
                          7,
                          "job.failed/1",
                          "j-1",
                          DeliveryView.State.PARKED,
                          12,
                          503,
                          "busy",
                          "It answered with status 503.",
                          Known.NOON,
                          null)),
                  7L);
            });

    house
        .client()
        .get()
        .uri(AT)
        .exchange()
        .expectBody()
        .jsonPath("$.webhooks[0].id")
        .isEqualTo("wh-1")
        .jsonPath("$.webhooks[0].parked")
        .isEqualTo(2);
    house
        .client()
        .get()
        .uri(AT + "/wh-1/deliveries?limit=1&after=9")
        .exchange()
        .expectBody()
        .jsonPath("$.deliveries[0].state")
        .isEqualTo("PARKED")
        .jsonPath("$.next")
        .isEqualTo(7);
    assertThat(asked.get()).isEqualTo(new ListDeliveries(HOOK, 1, 9L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"url\":7}",
        "{\"url\":\"https://a.example\",\"events\":\"job.*\"}",
        "{\"url\":\"https://a.example\",\"events\":[\"JOB\"]}",
        "{\"url\":\"https://a.example\",\"events\":[7]}",
        "{\"url\":\"https://a.example\",\"job\":\"a b\"}",
        "{\"url\":\"https://a.example\",\"secret\":\"short\"}",
        "{\"url\":\"https://a.example\",\"secret\":\"0123456789 abcdef\"}",
        "{\"url\":\"https://a.example\",\"enabled\":true}",
      })
  void whatIsMalformedIsRefused(String body) throws Exception {
    var answer = send(HttpMethod.POST, AT, body, null);
    assertThat(answer.getStatus().value()).isEqualTo(400);
    assertThat(answer.getResponseBody()).contains("REQUEST_INVALID").doesNotContain("abcdef");
    assertThat(house.peers().noneTaken()).isTrue();
  }

  private static EntityExchangeResult<String> send(
      HttpMethod method, String address, String body, String key) throws IOException {
    var request = house.client().method(method).uri(address);
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    if (!body.isEmpty()) {
      request.contentType(MediaType.APPLICATION_JSON).bodyValue(body);
    }
    return request.exchange().expectBody(String.class).returnResult();
  }
}
