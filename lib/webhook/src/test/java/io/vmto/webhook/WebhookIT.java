package io.vmto.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vmto.contract.connection.Secret;
import io.vmto.contract.webhook.DeliveryView.State;
import io.vmto.contract.webhook.Subscription;
import io.vmto.contract.webhook.WebhookCommand.ChangeWebhook;
import io.vmto.contract.webhook.WebhookCommand.CreateWebhook;
import io.vmto.contract.webhook.WebhookCommand.RedeliverEvent;
import io.vmto.contract.webhook.WebhookCommand.RemoveWebhook;
import io.vmto.contract.webhook.WebhookCommand.TestWebhook;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.contract.webhook.WebhookQuery.FindWebhook;
import io.vmto.contract.webhook.WebhookQuery.ListWebhooks;
import io.vmto.contract.webhook.WebhookQuery.Webhooks;
import io.vmto.contract.webhook.WebhookView;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events reach those outside: signed, in order, and whatever the receiver does. */
@Timeout(120)
class WebhookIT {
  private static Outside house;

  @BeforeAll
  static void open() throws IOException {
    house = new Outside(Map.of());
  }

  @AfterAll
  static void close() throws IOException {
    house.close();
  }

  @Test
  void eventsComeInOrderAndSignedAndOnlyThoseThatAreWanted() throws Exception {
    try (var receiver = new Receiver(Receiver.takes())) {
      var hook = house.hook(new Subscription(receiver.url(), List.of("job.*"), "a-1"));
      house.pausing("a-1");
      house.pausing("a-2");
      house.pausing("a-1");
      house.send(new TestWebhook(hook));

      var first = receiver.next();
      var second = receiver.next();
      var test = receiver.next();

      assertThat(List.of(first.type(), second.type(), test.type()))
          .containsExactly("job.pausing/1", "job.pausing/1", "webhook.test-requested/1");
      var told = ContractJson.mapper().readTree(first.body());
      assertThat(first.delivery()).isEqualTo(hook + "-" + told.path("position").asLong());
      assertThat(told.path("job").asString()).isEqualTo("a-1");
      assertThat(told.at("/payload/job").asString()).isEqualTo("a-1");
      assertThat(position(second)).isGreaterThan(position(first));
      for (var taken : List.of(first, second, test)) {
        assertThat(verified(taken)).isTrue();
      }
      var kept = house.until(hook, d -> d.position() == position(first));
      assertThat(kept.state()).isEqualTo(State.DELIVERED);
      assertThat(kept.status()).isEqualTo(200);
      assertThat(kept.answer()).isEqualTo("thanks");
    }
  }

  @Test
  void aReceiverThatFailsIsAskedAgainAndNothingOvertakes() throws Exception {
    try (var receiver = new Receiver(Receiver.fails(2))) {
      var hook = house.hook(new Subscription(receiver.url(), List.of(), "b-1"));
      house.pausing("b-1");
      house.pausing("b-1");

      var ids =
          List.of(
              receiver.next().delivery(),
              receiver.next().delivery(),
              receiver.next().delivery(),
              receiver.next().delivery());

      assertThat(ids.get(1)).isEqualTo(ids.get(0));
      assertThat(ids.get(2)).isEqualTo(ids.get(0));
      assertThat(ids.get(3)).isNotEqualTo(ids.get(0));
      var delivered = house.until(hook, d -> d.attempts() == 3);
      assertThat(delivered.state()).isEqualTo(State.DELIVERED);
      Awaitility.await()
          .until(() -> view(hook).failingSince() == null && view(hook).waiting() == 0);
    }
  }

  @Test
  void whatIsGivenUpOnIsShownAndCanBeSentAgainUnderTheSameId() throws Exception {
    try (var receiver = new Receiver(Receiver.fails(4))) {
      var hook = house.hook(new Subscription(receiver.url(), List.of(), "c-1"));
      house.pausing("c-1");
      house.pausing("c-1");

      var parked = house.until(hook, d -> d.state() == State.PARKED);
      assertThat(parked.attempts()).isEqualTo(4);
      assertThat(parked.status()).isEqualTo(503);
      assertThat(parked.reason()).isEqualTo("It answered with status 503.");
      assertThat(parked.nextAt()).isNull();
      house.until(hook, d -> d.state() == State.DELIVERED);
      assertThat(view(hook).parked()).isEqualTo(1);

      house.send(new RedeliverEvent(hook, parked.position()));
      house.until(hook, d -> d.position() == parked.position() && d.state() == State.DELIVERED);
      assertThat(receiver.all().getLast().delivery()).isEqualTo(hook + "-" + parked.position());
      assertThat(view(hook).parked()).isZero();
      assertThatThrownBy(() -> house.send(new RedeliverEvent(hook, 999_999)))
          .hasMessageContaining("UNKNOWN_RESOURCE");
    }
  }

  @Test
  void aReceiverThatHangsHoldsUpNobodyElse() throws Exception {
    try (var hanging = new Receiver(Receiver.hangs());
        var other = new Receiver(Receiver.takes())) {
      var slow = house.hook(new Subscription(hanging.url(), List.of(), "d-1"));
      house.hook(new Subscription(other.url(), List.of(), "d-1"));
      for (int i = 0; i < 20; i++) {
        house.pausing("d-1");
      }
      hanging.next();
      for (int i = 0; i < 20; i++) {
        other.next();
      }
      assertThat(hanging.all().size()).isLessThan(20);
      assertThat(house.until(slow, d -> d.attempts() > 0).reason()).contains("in time");
      house.send(new RemoveWebhook(slow));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (var elsewhere = new Receiver(Receiver.takes());
        var receiver = new Receiver(Receiver.redirects(elsewhere.url()))) {
      var hook = house.hook(new Subscription(receiver.url(), List.of(), "e-1"));
      house.pausing("e-1");

      var parked = house.until(hook, d -> d.state() == State.PARKED);
      assertThat(parked.reason()).contains("redirect");
      assertThat(parked.attempts()).isEqualTo(1);
      assertThat(elsewhere.all()).isEmpty();
    }
  }

  @Test
  void anAnswerWithoutEndIsReadOnlyAsFarAsItIsKept() throws Exception {
    try (var receiver = new Receiver(Receiver.floods(1L << 30))) {
      var hook = house.hook(new Subscription(receiver.url(), List.of(), "f-1"));
      var begun = System.nanoTime();
      house.pausing("f-1");

      var kept = house.until(hook, d -> d.state() == State.DELIVERED);
      assertThat(kept.answer()).hasSize(200).startsWith("0123456789 abcdef");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aChangedWebhookIsToldElsewhereWithItsNewSecretAndARemovedOneNothing() throws Exception {
    try (var before = new Receiver(Receiver.fails(1000));
        var after = new Receiver(Receiver.takes())) {
      var hook = house.hook(new Subscription(before.url(), List.of(), "g-1"));
      house.pausing("g-1");
      before.next();
      house.send(
          new ChangeWebhook(hook, after.url(), null, null, null, new Secret("another-secret-16")));
      var taken = after.next();
      assertThat(verified(taken, "another-secret-16")).isTrue();
      assertThat(verified(taken, Outside.SECRET)).isFalse();
      assertThat(view(hook).url()).isEqualTo(after.url());
      assertThat(view(hook).job()).isEqualTo("g-1");

      house.send(new ChangeWebhook(hook, null, null, null, false, null));
      house.until(hook, d -> d.state() == State.DELIVERED);
      var sent = after.all().size();
      house.pausing("g-1");
      house.send(new ChangeWebhook(hook, null, null, null, true, null));
      house.send(new TestWebhook(hook));
      assertThat(after.next().type()).isEqualTo("webhook.test-requested/1");
      assertThat(after.all()).hasSize(sent + 1);

      house.send(new RemoveWebhook(hook));
      assertThatThrownBy(() -> view(hook)).hasMessageContaining("There is no webhook");
      assertThatThrownBy(() -> house.send(new TestWebhook(hook)))
          .hasMessageContaining("UNKNOWN_RESOURCE");
    }
  }

  @Test
  void theSameWebhookIsMadeOnce() throws Exception {
    try (var receiver = new Receiver(Receiver.takes())) {
      var id = new WebhookId("same-" + System.nanoTime());
      var wanted = new Subscription(receiver.url(), List.of(), "h-1");
      assertThat(house.send(new CreateWebhook(id, wanted, new Secret(Outside.SECRET))))
          .isEqualTo(true);
      assertThat(house.send(new CreateWebhook(id, wanted, new Secret("another-secret-16"))))
          .isEqualTo(false);
      house.send(new TestWebhook(id));
      assertThat(verified(receiver.next())).isTrue();
      var other = new Subscription(receiver.url(), List.of("job.*"), "");
      assertThatThrownBy(() -> house.send(new CreateWebhook(id, other, new Secret(Outside.SECRET))))
          .hasMessageContaining("IDEMPOTENCY_MISMATCH");
    }
  }

  @Test
  void itsSecretIsNowhereButInTheVault() throws Exception {
    try (var receiver =
        new Receiver(
            (n, response) ->
                response
                    .status(n == 1 ? 500 : 200)
                    .sendString(reactor.core.publisher.Mono.just("echo " + Outside.SECRET)))) {
      var hook = house.hook(new Subscription(receiver.url(), List.of(), "i-1"));
      house.pausing("i-1");
      receiver.next();
      house.until(hook, d -> d.attempts() == 2);

      assertThat(house.deliveries(hook).toString()).contains("echo ****");
      assertThat(house.deliveries(hook).toString() + view(hook)).doesNotContain(Outside.SECRET);
      assertThat(new CreateWebhook(hook, null, new Secret(Outside.SECRET)).toString())
          .doesNotContain(Outside.SECRET);
      for (var table :
          List.of(
              "axon.domain_event_entry", "webhook.hook", "webhook.delivery", "webhook.secret")) {
        var rows =
            house
                .jdbc()
                .queryForList("select row_to_json(t)::text from " + table + " t", String.class);
        var hex =
            java.util.HexFormat.of().formatHex(Outside.SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(rows)
            .isNotEmpty()
            .noneMatch(row -> row.contains(Outside.SECRET) || row.contains(hex));
      }
    }
  }

  @Test
  void whatHappensWhileTheHouseIsDownIsToldAfterwards() throws Exception {
    try (var receiver = new Receiver(Receiver.fails(1));
        var own =
            new Outside(
                Map.of("vmto.webhook.first-wait", "1h", "vmto.webhook.longest-wait", "1h"))) {
      var hook = own.hook(new Subscription(receiver.url(), List.of(), "j-1"));
      own.pausing("j-1");
      own.pausing("j-1");
      own.until(hook, d -> d.attempts() == 1);

      own.restart();
      own.send(new TestWebhook(hook)); // nobody waits an hour here
      own.until(hook, d -> d.type().startsWith("webhook.test") && d.state() == State.DELIVERED);
      var ids = receiver.all().stream().map(Receiver.Taken::delivery).toList();
      assertThat(ids).hasSize(4);
      assertThat(ids.get(1)).isEqualTo(ids.get(0));
      assertThat(new HashSet<>(ids)).hasSize(3);
      assertThat(own.ask(new ListWebhooks(), Webhooks.class).webhooks())
          .extracting(WebhookView::id)
          .containsExactly(hook);
    }
  }

  @Test
  void twoProcessesDoNotSendTheSameAtTheSameTime() throws Exception {
    try (var receiver = new Receiver(Receiver.takes());
        var own = new Outside(Map.of("vmto.webhook.timeout", "20s"));
        var second = own.another()) {
      var hook = own.hook(new Subscription(receiver.url(), List.of(), "k-1"));
      for (int i = 0; i < 60; i++) {
        own.pausing("k-1");
      }
      Awaitility.await()
          .until(
              () ->
                  own.deliveries(hook).stream().filter(d -> d.state() == State.DELIVERED).count()
                      == 60);
      var ids = receiver.all().stream().map(Receiver.Taken::delivery).toList();
      assertThat(ids).hasSize(60).doesNotHaveDuplicates();
      var positions = receiver.all().stream().map(WebhookIT::position).toList();
      assertThat(positions).isSorted();
      assertThat(second.isRunning()).isTrue();
    }
  }

  private static WebhookView view(WebhookId hook) {
    return house.ask(new FindWebhook(hook), WebhookView.class);
  }

  private static long position(Receiver.Taken taken) {
    return ContractJson.mapper().readTree(taken.body()).path("position").asLong();
  }

  private static boolean verified(Receiver.Taken taken) throws Exception {
    return verified(taken, Outside.SECRET);
  }

  /** Computed by another implementation, as a receiver would. */
  private static boolean verified(Receiver.Taken taken, String secret) throws Exception {
    var parts = taken.signature().split(",", -1);
    var time = parts[0].substring("t=".length());
    assertThat(Math.abs(Long.parseLong(time) - System.currentTimeMillis() / 1000)).isLessThan(60);
    var openssl =
        new ProcessBuilder("openssl", "dgst", "-sha256", "-hmac", secret, "-r")
            .redirectErrorStream(true)
            .start();
    try (var in = openssl.getOutputStream()) {
      in.write((time + "." + taken.body()).getBytes(StandardCharsets.UTF_8));
    }
    var digest =
        new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .split(" ", -1)[0];
    assertThat(openssl.waitFor()).isZero();
    return parts[1].equals("v1=" + digest);
  }
}
