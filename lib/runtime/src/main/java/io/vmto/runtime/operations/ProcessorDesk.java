package io.vmto.runtime.operations;

import io.vmto.contract.operations.OperationsEvent.ProcessorStarted;
import io.vmto.contract.operations.OperationsEvent.ProcessorStopped;
import io.vmto.contract.operations.OperationsQuery.ListProcessors;
import io.vmto.contract.operations.OperationsQuery.Processors;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.operations.ProcessorCommand.StartProcessor;
import io.vmto.contract.operations.ProcessorCommand.StopProcessor;
import io.vmto.contract.operations.ProcessorView;
import io.vmto.contract.operations.ProcessorView.SegmentView;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryHandler;
import org.jspecify.annotations.Nullable;

/** The event processors of this process: how far they are, and that they stop and start. */
final class ProcessorDesk {
  private final EventProcessingConfiguration processing;
  private final EventStore log;
  private final ProcessorTable table;
  private final DeadLetterTable letters;
  private final Troubles troubles;
  private final EventGateway events;
  private final Clock clock;

  ProcessorDesk(
      EventProcessingConfiguration processing,
      EventStore log,
      ProcessorTable table,
      DeadLetterTable letters,
      Troubles troubles,
      EventGateway events,
      Clock clock) {
    this.processing = processing;
    this.log = log;
    this.table = table;
    this.letters = letters;
    this.troubles = troubles;
    this.events = events;
    this.clock = clock;
  }

  @QueryHandler
  Processors answer(ListProcessors query) {
    long head = Tokens.position(log.createHeadToken());
    var counts = letters.counts();
    return new Processors(
        new TreeMap<>(processing.eventProcessors())
            .values().stream().map(p -> view(p, head, counts)).toList());
  }

  /** Returns once it has stopped. */
  void decide(StopProcessor command) {
    processing.eventProcessor(command.processor().value()).orElseThrow().shutDown();
    events.publish(new ProcessorStopped(command.processor(), clock.instant()));
  }

  void decide(StartProcessor command) {
    processing.eventProcessor(command.processor().value()).orElseThrow().start();
    events.publish(new ProcessorStarted(command.processor(), clock.instant()));
  }

  private ProcessorView view(EventProcessor processor, long head, Map<String, Integer> counts) {
    var name = processor.getName();
    var segments = segments(processor, head);
    long position = segments.stream().mapToLong(SegmentView::position).min().orElse(-1);
    return new ProcessorView(
        new PartId(name),
        processor.isRunning(),
        position,
        head,
        Math.max(0, head - position),
        position < head ? table.secondsBehind(position) : Long.valueOf(0),
        processor.isRunning() ? troubles.of(name) : null,
        counts.getOrDefault(name, 0),
        segments);
  }

  /** What runs here knows better than what is stored, which is written from time to time. */
  private List<SegmentView> segments(EventProcessor processor, long head) {
    var running =
        processor instanceof StreamingEventProcessor s
            ? s.processingStatus()
            : Map.<Integer, EventTrackerStatus>of();
    return table.segments(processor.getName()).stream()
        .map(
            stored -> {
              long position = Math.max(stored.position(), seen(running.get(stored.number())));
              return new SegmentView(
                  stored.number(), position, Math.max(0, head - position), stored.owner());
            })
        .toList();
  }

  /** A segment in trouble may have read further than it has got. */
  private static long seen(@Nullable EventTrackerStatus status) {
    return status == null || status.isErrorState() ? -1 : status.getCurrentPosition().orElse(-1);
  }
}
