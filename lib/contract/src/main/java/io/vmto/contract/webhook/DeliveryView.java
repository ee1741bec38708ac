package io.vmto.contract.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an event got to a webhook, or did not.
 *
 * @param position of the event
 * @param type the event's stored name
 * @param job the event's job, or empty
 * @param status what the receiver answered last, or null when it did not
 * @param answer the beginning of its answer, with what looks like a secret masked
 * @param reason why it is not delivered, or empty
 * @param triedAt when it was sent last, or null before
 * @param nextAt when it is sent next, or null when it will not be
 */
public record DeliveryView(
    long position,
    String type,
    String job,
    State state,
    int attempts,
    @Nullable Integer status,
    String answer,
    String reason,
    @Nullable Instant triedAt,
    @Nullable Instant nextAt) {
  /** How it stands. */
  public enum State {
    WAITING,
    DELIVERED,
    PARKED
  }
}
