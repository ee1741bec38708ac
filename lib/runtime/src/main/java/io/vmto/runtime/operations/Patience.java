package io.vmto.runtime.operations;

import io.vmto.contract.error.Failure;
import io.vmto.runtime.Failures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcDeadLetter;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.EnqueueDecision;
import org.axonframework.messaging.deadletter.EnqueuePolicy;
import org.axonframework.messaging.deadletter.ThrowableCause;

/**
 * Whether an event that could not be handled comes again or is set aside. A passing failure lets it
 * come again for ever; a lasting one some times, and then its sequence is set aside so that the
 * others go on. Axon's own answer "do not enqueue" would drop the event, so "again" is said by
 * throwing: the batch is rolled back, and the processor tries it anew after a pause that doubles.
 */
final class Patience implements EnqueuePolicy<EventMessage<?>> {
  /** How often an event is tried before it is set aside. */
  static final int ATTEMPTS = 3;

  static final String TRIED = "attempts";
  private static final int REMEMBERED = 1_000;
  private static final int LONGEST = 1_023;

  private final Map<String, Integer> failed =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public EnqueueDecision<EventMessage<?>> decide(
      DeadLetter<? extends EventMessage<?>> letter, Throwable cause) {
    var failure = Failures.of(cause);
    if (letter instanceof JdbcDeadLetter) {
      return Decisions.requeue(masked(failure, cause), l -> tried(attempts(l) + 1));
    }
    var event = letter.message().getIdentifier();
    if (failure.transientFault() || !worn(event)) {
      throw again(cause);
    }
    return Decisions.enqueue(masked(failure, cause), l -> tried(ATTEMPTS));
  }

  /** Whether this event has failed before: then its next failure may be the last. */
  synchronized boolean failedBefore(String event) {
    return failed.containsKey(event);
  }

  private synchronized boolean worn(String event) {
    if (failed.merge(event, 1, Integer::sum) < ATTEMPTS) {
      return false;
    }
    failed.remove(event);
    return true;
  }

  private static RuntimeException again(Throwable cause) {
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  /** What is stored: never the exception's own text, which nobody has looked through. */
  private static ThrowableCause masked(Failure failure, Throwable cause) {
    var text = Troubles.named(failure, cause).message();
    return new ThrowableCause(
        failure.code().name(), text.substring(0, Math.min(LONGEST, text.length())));
  }

  private static MetaData tried(int times) {
    return MetaData.with(TRIED, times);
  }

  private static int attempts(DeadLetter<?> letter) {
    return letter.diagnostics().get(TRIED) instanceof Number n ? n.intValue() : 0;
  }
}
