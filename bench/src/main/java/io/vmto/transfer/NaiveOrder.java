package io.vmto.transfer;

import io.vmto.contract.EventNames;
import io.vmto.contract.error.Rejected;
import io.vmto.contract.transfer.Pass;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.TransferCommand;
import io.vmto.contract.transfer.TransferEvent;
import io.vmto.runtime.Aggregates;
import io.vmto.runtime.ContractJson;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.jspecify.annotations.Nullable;

/**
 * Asks the transfer, at each moment of a history where it could go wrong, for the naive order: the
 * next snapshot before the change ids of the one before are stored.
 */
public final class NaiveOrder {
  private NaiveOrder() {}

  /** A stored event: its logical name and its JSON. */
  public record Stored(String type, String payload) {}

  /**
   * What came of asking.
   *
   * @param order the wrong one
   */
  public record Refusal(String order, int pass, boolean refused, String answer) {}

  /** Tries every moment of the history of one transfer. */
  public static List<Refusal> refusals(List<Stored> history) {
    var events = history.stream().map(NaiveOrder::event).filter(Objects::nonNull).toList();
    var refusals = new ArrayList<Refusal>();
    Pass pass = null;
    long token = 0;
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      var before = events.subList(0, i + 1);
      if (event instanceof TransferEvent.WorkTaken taken) {
        token = taken.token();
      } else if (event instanceof TransferEvent.PassStarted started) {
        pass = started.pass();
      } else if (event instanceof TransferEvent.ResourceOpened opened
          && pass != null
          && opened.name().equals(pass.snapshot())) {
        refusals.add(
            ask(
                "another snapshot before the change ids of this one are stored",
                pass.number(),
                before,
                new TransferCommand.IntendResource(
                    event.transfer(), token, another(before, opened.name()))));
      } else if (event instanceof TransferEvent.PassCompleted && pass != null && !pass.last()) {
        refusals.add(
            ask(
                "another pass before the snapshot of this one is gone",
                pass.number(),
                before,
                new TransferCommand.BeginPass(event.transfer(), token, 0, false)));
      }
    }
    return refusals;
  }

  private static @Nullable TransferEvent event(Stored stored) {
    return EventNames.typeOf(stored.type())
        .filter(TransferEvent.class::isAssignableFrom)
        .map(type -> ContractJson.mapper().readValue(stored.payload(), type))
        .map(TransferEvent.class::cast)
        .orElse(null);
  }

  /** A snapshot of the same machine under another name. */
  private static Resource another(List<TransferEvent> events, String name) {
    var taken =
        events.stream()
            .filter(TransferEvent.ResourceIntended.class::isInstance)
            .map(e -> ((TransferEvent.ResourceIntended) e).resource())
            .filter(resource -> resource.name().equals(name))
            .findFirst()
            .orElseThrow();
    return new Resource(
        taken.kind(),
        name + "-too-early",
        taken.connection(),
        taken.place(),
        taken.step(),
        taken.disk());
  }

  private static Refusal ask(
      String order, int pass, List<TransferEvent> events, TransferCommand command) {
    var store = new InMemoryEventStorageEngine();
    var messages = new ArrayList<GenericDomainEventMessage<TransferEvent>>();
    for (var event : events) {
      messages.add(
          new GenericDomainEventMessage<>(
              "Transfer", event.transfer().value(), messages.size(), event));
    }
    store.appendEvents(messages);
    var configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureEmbeddedEventStore(c -> store)
            .registerComponent(Clock.class, c -> Clock.systemUTC());
    Aggregates.module(Transfer.class).configureModule(configurer);
    var transfers = configurer.start();
    try {
      var answer = transfers.commandGateway().sendAndWait(command);
      return new Refusal(order, pass, false, String.valueOf(answer));
    } catch (Rejected e) {
      return refused(order, pass, e);
    } catch (CommandExecutionException e) {
      if (e.getCause() instanceof Rejected rejected) {
        return refused(order, pass, rejected);
      }
      throw e;
    } finally {
      transfers.shutdown();
    }
  }

  private static Refusal refused(String order, int pass, Rejected e) {
    return new Refusal(order, pass, true, String.valueOf(e.getMessage()));
  }
}
