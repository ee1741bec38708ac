package io.vmto.contract.webhook;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it is read.
 *
 * @param waiting events that are still to be delivered
 * @param parked events that were given up on
 * @param failingSince since when its receiver took nothing, or null
 */
public record WebhookView(
    WebhookId id,
    String url,
    List<String> events,
    String job,
    boolean enabled,
    long waiting,
    long parked,
    @Nullable Instant failingSince,
    Instant createdAt) {
  public WebhookView {
    events = List.copyOf(events);
  }
}
