package io.vmto.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vmto.contract.webhook.WebhookCommand;
import io.vmto.contract.webhook.WebhookCommand.CreateWebhook;
import io.vmto.contract.webhook.WebhookCommand.RedeliverEvent;
import io.vmto.contract.webhook.WebhookCommand.RemoveWebhook;
import io.vmto.contract.webhook.WebhookCommand.TestWebhook;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.contract.webhook.WebhookQuery;
import io.vmto.contract.webhook.WebhookQuery.FindWebhook;
import io.vmto.contract.webhook.WebhookQuery.ListDeliveries;
import io.vmto.contract.webhook.WebhookQuery.ListWebhooks;
import io.vmto.contract.webhook.WebhookView;
import io.vmto.gateway.openapi.Operation;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Those outside who are told of events, and what was sent to them. */
@RestController
@RequestMapping(WebhookApi.ADDRESS)
final class WebhookApi {
  static final String ADDRESS = "/api/v1/webhooks";

  private static final int MOST_DELIVERIES = 500;

  private final Bus bus;

  WebhookApi(Bus bus) {
    this.bus = bus;
  }

  /**
   * A webhook that was made.
   *
   * @param secret the one we thought of, told this once
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Made(String id, @Nullable String secret) {
    @Override
    public String toString() {
      return "Made[" + id + "]";
    }
  }

  /** Without a secret one is made and told in this answer, and never again. */
  @PostMapping
  @TellsSecret
  @Operation(
      value = "Tell an address what happens; the answer has the secret that signs it.",
      body =
          """
          {"url": "https://hooks.example/vmto", "events?": ["job.*"],
           "job?": "job-1",
           "secret?": "0123456789abcdef"}
          """)
  Mono<ResponseEntity<Made>> create(Body body, Call call) {
    var id = new WebhookId(call.newId(ADDRESS));
    var wanted = body.as(WebhookForm::create);
    var command = new CreateWebhook(id, wanted.subscription(), wanted.secret());
    return bus.send(command, call)
        .map(fresh -> wanted.made() && fresh.equals(true) ? wanted.secret().reveal() : "")
        .map(secret -> made(id.value(), secret.isEmpty() ? null : secret));
  }

  @GetMapping
  @Operation("List webhooks.")
  Mono<WebhookQuery.Webhooks> list(Call call) {
    return bus.ask(new ListWebhooks(), WebhookQuery.Webhooks.class, call);
  }

  @GetMapping("/{id}")
  @Operation("A webhook, never its secret.")
  Mono<WebhookView> find(@PathVariable WebhookId id, Call call) {
    return bus.ask(new FindWebhook(id), WebhookView.class, call);
  }

  /** What is left out stays as it is. */
  @PatchMapping("/{id}")
  @Operation(
      value = "Change a webhook; what is left out stays.",
      body =
          """
          {"url?": "https://hooks.example/vmto", "events?": ["job.*"],
           "job?": "job-1", "enabled?": true,
           "secret?": "0123456789abcdef"}
          """)
  Mono<ResponseEntity<Accepted>> change(@PathVariable WebhookId id, Body body, Call call) {
    return send(body.as(fields -> WebhookForm.change(id, fields)), call);
  }

  @DeleteMapping("/{id}")
  @Operation("Tell an address nothing more.")
  Mono<ResponseEntity<Accepted>> remove(@PathVariable WebhookId id, Body body, Call call) {
    body.none();
    return send(new RemoveWebhook(id), call);
  }

  @PostMapping("/{id}/test")
  @Operation("Send a test.")
  Mono<ResponseEntity<Accepted>> test(@PathVariable WebhookId id, Body body, Call call) {
    body.none();
    return send(new TestWebhook(id), call);
  }

  /** Newest event first. */
  @GetMapping("/{id}/deliveries")
  @Operation("What was sent and what became of it, newest event first.")
  Mono<WebhookQuery.Deliveries> deliveries(
      @PathVariable WebhookId id,
      @RequestParam(defaultValue = "50") int limit,
      @RequestParam(required = false) @Nullable Long after,
      Call call) {
    Fields.within("limit", limit, MOST_DELIVERIES);
    return bus.ask(new ListDeliveries(id, limit, after), WebhookQuery.Deliveries.class, call);
  }

  @PostMapping("/{id}/deliveries/{position}/redeliver")
  @Operation("Send an event once more.")
  Mono<ResponseEntity<Accepted>> redeliver(
      @PathVariable WebhookId id, @PathVariable long position, Body body, Call call) {
    body.none();
    return send(new RedeliverEvent(id, position), call);
  }

  private Mono<ResponseEntity<Accepted>> send(WebhookCommand command, Call call) {
    var id = command.target().value();
    return bus.send(command, call)
        .then(Mono.fromSupplier(() -> Accepted.at(ADDRESS + "/" + id, id)));
  }

  private static ResponseEntity<Made> made(String id, @Nullable String secret) {
    return ResponseEntity.accepted()
        .location(URI.create(ADDRESS + "/" + id))
        .body(new Made(id, secret));
  }
}
