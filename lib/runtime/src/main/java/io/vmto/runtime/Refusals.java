package io.vmto.runtime;

import io.vmto.contract.error.Rejected;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.queryhandling.QueryExecutionException;
import org.axonframework.queryhandling.QueryMessage;

/** Exception types do not survive a remote bus, their details do: a refusal travels as details. */
final class Refusals {
  private Refusals() {}

  static MessageHandlerInterceptor<CommandMessage<?>> ofCommands() {
    return (work, chain) -> {
      try {
        return chain.proceed();
      } catch (Rejected refused) {
        throw new CommandExecutionException(refused.getMessage(), refused, refused.failure());
      }
    };
  }

  static MessageHandlerInterceptor<QueryMessage<?, ?>> ofQueries() {
    return (work, chain) -> {
      try {
        return chain.proceed();
      } catch (Rejected refused) {
        throw new QueryExecutionException(refused.getMessage(), refused, refused.failure());
      }
    };
  }
}
