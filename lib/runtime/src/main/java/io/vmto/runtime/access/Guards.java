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
  public static <M extends Message<?>> MessageDispatchInterceptor<M> signing(Passes passes) {
    return messages -> (index, message) -> signed(passes, message, Caller.SYSTEM);
  }

  /** Refuses before a message is sent; a subscription has no other place where it could be. */
  public static <M extends Message<?>> MessageDispatchInterceptor<M> leaving(Passes passes) {
    return messages ->
        (index, message) -> {
          passes.check(message);
          return message;
        };
  }

  /** Refuses before a message is handled. */
  public static <M extends Message<?>> MessageHandlerInterceptor<M> arriving(Passes passes) {
    return (work, chain) -> {
      passes.check(work.getMessage());
      return chain.proceed();
    };
  }

  /** The same message, with the caller's pass. */
  @SuppressWarnings("unchecked") // andMetaData answers with its own kind
  public static <M extends Message<?>> M signed(Passes passes, M message, Caller caller) {
    return (M) message.andMetaData(passes.of(message, caller));
  }
}
