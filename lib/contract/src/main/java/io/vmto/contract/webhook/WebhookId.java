package io.vmto.contract.webhook;

import io.vmto.contract.Id;

/** Identifies a webhook. */
public record WebhookId(String value) implements Id {
  public WebhookId {
    Id.checked(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
