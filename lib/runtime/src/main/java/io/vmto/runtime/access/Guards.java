package io.vmto.runtime.access;

import io.vmto.contract.access.Caller;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.MessageDispatchInterceptor;
import org.axonframework.messaging.MessageHandlerInterceptor;

/** What signs and checks messages on their way over the buses. */
public final class Guards {
  private Guards() {}

  /**
   * Signs what VMTO's own parts send. Who asked for it in the first place stays in its metadata.
   */
  public static <M extends Message<?>> MessageDispatchInterceptor<M> signing(Seals seals) {
    return messages -> (index, message) -> signed(seals, message, Caller.SYSTEM);
  }

  /** Refuses before a message is handled. */
  public static <M extends Message<?>> MessageHandlerInterceptor<M> arriving(Seals seals) {
    return (work, chain) -> {
      seals.check(work.getMessage());
      return chain.proceed();
    };
  }

  /** The same message, with the caller's seal. */
  @SuppressWarnings("unchecked") // andMetaData answers with its own kind
  public static <M extends Message<?>> M signed(Seals seals, M message, Caller caller) {
    return (M) message.andMetaData(seals.of(message, caller));
  }
}
