package io.vmto.contract.webhook;

import io.vmto.contract.Event;
import java.time.Instant;

/** The life of a webhook; never carries its secret, only which version of it counts. */
public sealed interface WebhookEvent extends Event {
  WebhookId webhook();

  record WebhookCreated(WebhookId webhook, Subscription subscription, int secretVersion, Instant at)
      implements WebhookEvent {}

  record WebhookChanged(
      WebhookId webhook, Subscription subscription, boolean enabled, int secretVersion, Instant at)
      implements WebhookEvent {}

  record WebhookTestRequested(WebhookId webhook, Instant at) implements WebhookEvent {}

  record RedeliveryRequested(WebhookId webhook, long position, Instant at)
      implements WebhookEvent {}

  record WebhookRemoved(WebhookId webhook, Instant at) implements WebhookEvent {}
}
