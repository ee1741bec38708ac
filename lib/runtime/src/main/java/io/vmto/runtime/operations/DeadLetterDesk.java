package io.vmto.runtime.operations;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.operations.DeadLetterView;
import io.vmto.contract.operations.OperationsEvent.LetterDiscarded;
import io.vmto.contract.operations.OperationsEvent.LetterReplayed;
import io.vmto.contract.operations.OperationsQuery.DeadLetters;
import io.vmto.contract.operations.OperationsQuery.FindDeadLetter;
import io.vmto.contract.operations.OperationsQuery.ListDeadLetters;
import io.vmto.contract.operations.ProcessorCommand.DiscardLetter;
import io.vmto.contract.operations.ProcessorCommand.ReplayLetter;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcDeadLetter;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.axonframework.messaging.deadletter.DeadLetter;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.queryhandling.QueryHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done about the events that this process's processors have set aside. */
final class DeadLetterDesk implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeadLetterDesk.class);
  private static final int MOST = 1_000;

  private final EventProcessingConfiguration processing;
  private final DeadLetterTable table;
  private final EventGateway events;
  private final Clock clock;

  /** Handling may take long and has transactions of its own, so it is done after the command. */
  private final ExecutorService replays =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("replay").daemon().factory());

  DeadLetterDesk(
      EventProcessingConfiguration processing,
      DeadLetterTable table,
      EventGateway events,
      Clock clock) {
    this.processing = processing;
    this.table = table;
    this.events = events;
    this.clock = clock;
  }

  @QueryHandler
  DeadLetters answer(ListDeadLetters query) {
    int limit = Math.clamp(query.limit(), 1, MOST);
    return new DeadLetters(table.list(processing.eventProcessors().keySet(), limit, query.after()));
  }

  @QueryHandler
  DeadLetters answer(FindDeadLetter query) {
    return new DeadLetters(
        processing.eventProcessors().keySet().stream()
            .flatMap(processor -> table.find(processor, query.id()).stream())
            .toList());
  }

  void decide(ReplayLetter command) {
    var processor = command.processor().value();
    var letter = find(processor, command.letter());
    events.publish(
        new LetterReplayed(command.processor(), letter.id(), letter.sequence(), clock.instant()));
    CurrentUnitOfWork.get()
        .afterCommit(u -> replays.execute(() -> replay(processor, letter.sequence())));
  }

  void decide(DiscardLetter command) {
    var processor = command.processor().value();
    var letter = find(processor, command.letter());
    var queue = processing.deadLetterQueue(processor).orElseThrow();
    for (var stored : queue.deadLetterSequence(letter.sequence())) {
      if (stored instanceof JdbcDeadLetter<?> known && known.getIdentifier().equals(letter.id())) {
        queue.evict(stored);
      }
    }
    events.publish(
        new LetterDiscarded(
            command.processor(),
            letter.id(),
            letter.sequence(),
            letter.type(),
            letter.position(),
            command.reason(),
            clock.instant()));
  }

  private void replay(String processor, String sequence) {
    try {
      var letters = processing.sequencedDeadLetterProcessor(processor).orElseThrow();
      while (letters.process(letter -> of(letter, sequence))) {
        log.info("{} has handled {} again", processor, sequence);
      }
    } catch (RuntimeException e) {
      log.warn("{} could not handle {} again", processor, sequence, e);
    }
  }

  private static boolean of(DeadLetter<? extends EventMessage<?>> letter, String sequence) {
    return letter instanceof JdbcDeadLetter<?> known
        && known.getSequenceIdentifier().equals(sequence);
  }

  private DeadLetterView find(String processor, String id) {
    return table
        .find(processor, id)
        .orElseThrow(
            () ->
                new Rejected(
                    ErrorCode.UNKNOWN_RESOURCE,
                    "There is no such dead letter; it may have been handled meanwhile.",
                    "List the dead letters and take an id from there."));
  }

  @Override
  public void close() {
    replays.shutdownNow();
  }
}
