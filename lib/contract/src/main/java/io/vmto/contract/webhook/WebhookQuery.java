package io.vmto.contract.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions about webhooks and what was sent to them. */
public sealed interface WebhookQuery {
  /** Answer: {@link WebhookView}, or a rejection UNKNOWN_RESOURCE. */
  record FindWebhook(WebhookId webhook) implements WebhookQuery {}

  /** Oldest first. Answer: {@link Webhooks}. */
  record ListWebhooks() implements WebhookQuery {}

  /**
   * Newest event first. Answer: {@link Deliveries}, or a rejection UNKNOWN_RESOURCE.
   *
   * @param before only of events before this position, or null
   */
  record ListDeliveries(WebhookId webhook, int limit, @Nullable Long before)
      implements WebhookQuery {}

  record Webhooks(List<WebhookView> webhooks) {
    public Webhooks {
      webhooks = List.copyOf(webhooks);
    }
  }

  /** {@code next} continues the list, or null at its end. */
  record Deliveries(List<DeliveryView> deliveries, @Nullable Long next) {
    public Deliveries {
      deliveries = List.copyOf(deliveries);
    }
  }
}
