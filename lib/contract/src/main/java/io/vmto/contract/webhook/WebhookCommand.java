package io.vmto.contract.webhook;

import io.vmto.contract.Command;
import io.vmto.contract.connection.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be asked of a webhook. */
public sealed interface WebhookCommand extends Command {
  WebhookId webhook();

  @Override
  default WebhookId target() {
    return webhook();
  }

  /**
   * Answer: whether it was made now, which a repeated request did not.
   *
   * @param secret signs what is sent
   */
  record CreateWebhook(WebhookId webhook, Subscription subscription, Secret secret)
      implements WebhookCommand {}

  /** What is null stays as it is. */
  record ChangeWebhook(
      WebhookId webhook,
      @Nullable String url,
      @Nullable List<String> events,
      @Nullable String job,
      @Nullable Boolean enabled,
      @Nullable Secret secret)
      implements WebhookCommand {}

  /** Stores an event that this webhook is told whatever it listens to. */
  record TestWebhook(WebhookId webhook) implements WebhookCommand {}

  /** Sends the event at a position again, under the same delivery id. */
  record RedeliverEvent(WebhookId webhook, long position) implements WebhookCommand {}

  record RemoveWebhook(WebhookId webhook) implements WebhookCommand {}
}
