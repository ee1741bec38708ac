package io.vmto.runtime.access;

import org.axonframework.queryhandling.SimpleQueryUpdateEmitter;
import org.axonframework.queryhandling.SubscriptionQueryBackpressure;
import org.axonframework.queryhandling.SubscriptionQueryMessage;
import org.axonframework.queryhandling.UpdateHandlerRegistration;

/**
 * Lets nobody subscribe who may not ask: updates flow from the moment a subscription is registered,
 * whether or not its question is ever put, and no interceptor sees that.
 */
final class GuardedEmitter extends SimpleQueryUpdateEmitter {
  private final Seals seals;

  GuardedEmitter(Seals seals) {
    super(builder());
    this.seals = seals;
  }

  @Override
  public <U> UpdateHandlerRegistration<U> registerUpdateHandler(
      SubscriptionQueryMessage<?, ?, ?> query, int bufferSize) {
    seals.check(query);
    return super.registerUpdateHandler(query, bufferSize);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // as long as anybody may call it
  public <U> UpdateHandlerRegistration<U> registerUpdateHandler(
      SubscriptionQueryMessage<?, ?, ?> query,
      SubscriptionQueryBackpressure backpressure,
      int bufferSize) {
    seals.check(query);
    return super.registerUpdateHandler(query, backpressure, bufferSize);
  }
}
