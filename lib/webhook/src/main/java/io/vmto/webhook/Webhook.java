package io.vmto.webhook;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.webhook.Subscription;
import io.vmto.contract.webhook.WebhookCommand.ChangeWebhook;
import io.vmto.contract.webhook.WebhookCommand.CreateWebhook;
import io.vmto.contract.webhook.WebhookCommand.RedeliverEvent;
import io.vmto.contract.webhook.WebhookCommand.RemoveWebhook;
import io.vmto.contract.webhook.WebhookCommand.TestWebhook;
import io.vmto.contract.webhook.WebhookEvent;
import io.vmto.contract.webhook.WebhookEvent.RedeliveryRequested;
import io.vmto.contract.webhook.WebhookEvent.WebhookChanged;
import io.vmto.contract.webhook.WebhookEvent.WebhookCreated;
import io.vmto.contract.webhook.WebhookEvent.WebhookRemoved;
import io.vmto.contract.webhook.WebhookEvent.WebhookTestRequested;
import io.vmto.contract.webhook.WebhookId;
import java.time.Clock;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** Somebody outside who is told of events. */
class Webhook {
  @AggregateIdentifier private @Nullable WebhookId id;
  private @Nullable Subscription subscription;
  private boolean enabled = true;
  private boolean removed;
  private int secretVersion;

  @CommandHandler
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  boolean decide(CreateWebhook c, Clock clock, Hooks hooks, Outbound outbound) {
    if (id != null) {
      requireSame(c);
      return false;
    }
    outbound.check(c.subscription().url());
    var now = clock.instant();
    hooks.add(c.webhook(), c.subscription(), now);
    hooks.seal(c.webhook(), 1, c.secret());
    apply(new WebhookCreated(c.webhook(), c.subscription(), 1, now));
    return true;
  }

  private void requireSame(CreateWebhook c) {
    if (removed || !c.subscription().equals(subscription)) {
      throw new Rejected(
          ErrorCode.IDEMPOTENCY_MISMATCH,
          "This id was used for another webhook.",
          "Use a new Idempotency-Key for a new webhook.");
    }
  }

  @CommandHandler
  void decide(ChangeWebhook c, Clock clock, Hooks hooks, Outbound outbound) {
    requirePresent();
    var before = subscription();
    var after =
        new Subscription(
            Objects.requireNonNullElse(c.url(), before.url()),
            Objects.requireNonNullElse(c.events(), before.events()),
            Objects.requireNonNullElse(c.job(), before.job()));
    var on = Objects.requireNonNullElse(c.enabled(), enabled);
    int version = secretVersion;
    if (c.secret() != null) {
      hooks.seal(c.webhook(), ++version, c.secret());
    }
    if (after.equals(before) && on == enabled && version == secretVersion) {
      return;
    }
    outbound.check(after.url());
    hooks.change(c.webhook(), after, on);
    apply(new WebhookChanged(c.webhook(), after, on, version, clock.instant()));
  }

  @CommandHandler
  void decide(TestWebhook c, Clock clock, Hooks hooks) {
    requirePresent();
    hooks.tryNow(c.webhook());
    apply(new WebhookTestRequested(c.webhook(), clock.instant()));
  }

  @CommandHandler
  void decide(RedeliverEvent c, Clock clock, Hooks hooks, Deliveries deliveries) {
    requirePresent();
    deliveries.again(c.webhook(), c.position());
    hooks.tryNow(c.webhook());
    apply(new RedeliveryRequested(c.webhook(), c.position(), clock.instant()));
  }

  @CommandHandler
  void decide(RemoveWebhook c, Clock clock, Hooks hooks) {
    if (!removed) {
      hooks.remove(c.webhook());
      apply(new WebhookRemoved(c.webhook(), clock.instant()));
    }
  }

  private void requirePresent() {
    if (removed) {
      throw Hooks.unknown(Objects.requireNonNull(id));
    }
  }

  private Subscription subscription() {
    return Objects.requireNonNull(subscription);
  }

  @EventSourcingHandler
  void evolve(WebhookEvent event) {
    switch (event) {
      case WebhookCreated e -> {
        id = e.webhook();
        subscription = e.subscription();
        secretVersion = e.secretVersion();
      }
      case WebhookChanged e -> {
        subscription = e.subscription();
        enabled = e.enabled();
        secretVersion = e.secretVersion();
      }
      case WebhookTestRequested _ -> {}
      case RedeliveryRequested _ -> {}
      case WebhookRemoved _ -> removed = true;
    }
  }
}
