package io.vmto.runtime.operations;

import io.vmto.contract.Event;
import java.util.function.Function;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.SagaConfigurer;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;

/**
 * Registers sagas whose events can be set aside. Axon has dead letters for plain event handlers
 * only, so the saga's manager stands behind one; the processor keeps the name that Axon gives it.
 */
public final class Sagas {
  private Sagas() {}

  /**
   * One saga type in one segment.
   *
   * @param order what an event belongs to: when one could not be handled, those of the same wait
   */
  public static <T> ConfigurerModule module(Class<T> saga, Function<Event, String> order) {
    var processor = saga.getSimpleName() + "Processor";
    return configurer ->
        configurer
            .eventProcessing()
            .registerEventHandler(
                axon -> new Handler(saga, SagaConfigurer.forType(saga).initialize(axon).manager()))
            .assignHandlerInstancesMatching(
                processor, handler -> handler instanceof Handler h && h.saga.equals(saga))
            .registerSequencingPolicy(
                processor,
                axon ->
                    message ->
                        message.getPayload() instanceof Event event
                            ? order.apply(event)
                            : message.getIdentifier());
  }

  /** Hands every event on to the sagas that it concerns. */
  static final class Handler {
    private final Class<?> saga;
    private final EventHandlerInvoker manager;

    Handler(Class<?> saga, EventHandlerInvoker manager) {
      this.saga = saga;
      this.manager = manager;
    }

    @EventHandler
    void on(Event event, EventMessage<?> message) throws Exception {
      manager.handle(message, Segment.ROOT_SEGMENT);
    }
  }
}
