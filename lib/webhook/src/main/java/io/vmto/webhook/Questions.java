package io.vmto.webhook;

import io.vmto.contract.webhook.WebhookQuery;
import io.vmto.contract.webhook.WebhookQuery.FindWebhook;
import io.vmto.contract.webhook.WebhookQuery.ListDeliveries;
import io.vmto.contract.webhook.WebhookQuery.ListWebhooks;
import io.vmto.contract.webhook.WebhookQuery.Webhooks;
import io.vmto.contract.webhook.WebhookView;
import org.axonframework.queryhandling.QueryHandler;

/** Answers what webhooks there are and what was sent to them. */
class Questions {
  private static final int MOST = 500;

  private final Hooks hooks;
  private final Deliveries deliveries;

  Questions(Hooks hooks, Deliveries deliveries) {
    this.hooks = hooks;
    this.deliveries = deliveries;
  }

  @QueryHandler
  WebhookView answer(FindWebhook query) {
    return hooks.view(query.webhook());
  }

  @QueryHandler
  Webhooks answer(ListWebhooks query) {
    return new Webhooks(hooks.views());
  }

  @QueryHandler
  WebhookQuery.Deliveries answer(ListDeliveries query) {
    var hook = hooks.view(query.webhook()).id();
    return deliveries.views(hook, Math.clamp(query.limit(), 1, MOST), query.before());
  }
}
