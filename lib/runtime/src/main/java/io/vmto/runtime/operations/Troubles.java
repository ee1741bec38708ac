package io.vmto.runtime.operations;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.operations.ProcessorView.Trouble;
import io.vmto.runtime.Failures;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/** What keeps each event processor of this process from getting on. */
final class Troubles {
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final Clock clock;

  Troubles(Clock clock) {
    this.clock = clock;
  }

  @Nullable Trouble of(String processor) {
    return troubles.get(processor);
  }

  /** Sees every batch end, also one that fails only when it is written. */
  MessageHandlerInterceptor<EventMessage<?>> watch(String processor) {
    return (unit, chain) -> {
      if (!unit.resources().containsKey(DeadLetter.class.getName())) {
        unit.afterCommit(u -> troubles.remove(processor));
        unit.onRollback(u -> failed(processor, u));
      }
      return chain.proceed();
    };
  }

  private void failed(String processor, UnitOfWork<?> unit) {
    var result = unit.getExecutionResult();
    if (result != null && result.isExceptionResult()) {
      var cause = result.getExceptionResult();
      troubles.compute(processor, (name, before) -> next(before, cause));
    }
  }

  private Trouble next(@Nullable Trouble before, Throwable cause) {
    var now = clock.instant();
    var failure = named(Failures.quietly(cause), cause); // Axon has logged it
    return before == null
        ? new Trouble(failure, 1, now, now)
        : new Trouble(failure, before.times() + 1, before.since(), now);
  }

  /** An unknown fault is at least called by its kind; its text may hold anything. */
  static Failure named(Failure failure, Throwable cause) {
    if (failure.code() != ErrorCode.INTERNAL_ERROR) {
      return failure;
    }
    return new Failure(
        failure.code(),
        "The handler failed with " + root(cause).getClass().getSimpleName() + ".",
        failure.facts(),
        "Look into the log of the server; once the fault is mended, it goes on by itself or is"
            + " replayed.",
        failure.transientFault());
  }

  private static Throwable root(Throwable cause) {
    var root = cause;
    for (int depth = 0; root.getCause() != null && depth < 16; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
