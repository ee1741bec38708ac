package io.vmto.runtime.operations;

import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.HandlerEnhancerDefinition;
import org.axonframework.messaging.annotation.MessageHandlingMember;
import org.axonframework.messaging.annotation.WrappedMessageHandlingMember;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Takes back what a handler has written when it fails for the last time, so that the transaction
 * can go on and keep the event as a dead letter. Only for events that failed before: the others
 * cost nothing.
 */
final class Savepoints implements HandlerEnhancerDefinition {
  private final Patience patience;
  private final PlatformTransactionManager transactions;

  Savepoints(Patience patience, PlatformTransactionManager transactions) {
    this.patience = patience;
    this.transactions = transactions;
  }

  @Override
  public <T> MessageHandlingMember<T> wrapHandler(MessageHandlingMember<T> original) {
    return original.canHandleMessageType(EventMessage.class) ? new Guarded<>(original) : original;
  }

  private final class Guarded<T> extends WrappedMessageHandlingMember<T> {
    Guarded(MessageHandlingMember<T> handler) {
      super(handler);
    }

    @Override
    public Object handle(Message<?> message, T target) throws Exception {
      if (!patience.failedBefore(message.getIdentifier())) {
        return super.handle(message, target);
      }
      var savepoint = transactions.getTransaction(Nested.DEFINITION);
      try {
        var answer = super.handle(message, target);
        transactions.commit(savepoint);
        return answer;
      } catch (Exception e) {
        transactions.rollback(savepoint);
        throw e;
      }
    }
  }
}
