package io.vmto.webhook;

import io.vmto.contract.Event;
import io.vmto.contract.EventJobs;
import io.vmto.contract.EventNames;
import io.vmto.contract.webhook.WebhookEvent;
import io.vmto.contract.webhook.WebhookEvent.RedeliveryRequested;
import io.vmto.contract.webhook.WebhookEvent.WebhookChanged;
import io.vmto.contract.webhook.WebhookEvent.WebhookCreated;
import io.vmto.contract.webhook.WebhookEvent.WebhookRemoved;
import io.vmto.contract.webhook.WebhookEvent.WebhookTestRequested;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.Meta;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.Serializer;
import tools.jackson.databind.util.RawValue;

/**
 * Puts every event before the webhooks that want it, in the order of the log and in the transaction
 * that moves on in it: so none is left out, and none comes twice.
 */
@ProcessingGroup(Router.NAME)
class Router {
  static final String NAME = "webhook";

  /** What is read once for the events of a batch, and again after one of a webhook. */
  private static final String LISTENING = Router.class.getName();

  /** Who asked and under which name; not from which address. */
  private static final Set<String> TOLD = Set.of(Meta.ACTOR, Meta.CORRELATION, Meta.TRACE);

  private final Hooks hooks;
  private final Deliveries deliveries;
  private final Serializer stored;

  Router(Hooks hooks, Deliveries deliveries, Serializer stored) {
    this.hooks = hooks;
    this.deliveries = deliveries;
    this.stored = stored;
  }

  @EventHandler
  @DisallowReplay
  void on(Event event, EventMessage<?> message, TrackingToken token) {
    var listening = listening(event);
    if (listening.isEmpty()) {
      return;
    }
    var type = EventNames.nameOf(event.getClass()).orElse("");
    var job = EventJobs.of(event);
    var position = token.position().orElseThrow();
    listening.stream()
        .filter(hook -> isTestOf(hook, event) || hook.subscription().wants(type, job))
        .forEach(
            hook ->
                deliveries.add(
                    hook.id(), position, type, job, body(position, type, job, event, message)));
  }

  /** In the order of the log, so that an event meets a webhook as it was when that happened. */
  private List<Hooks.Hook> listening(Event event) {
    var unit = CurrentUnitOfWork.get();
    if (event instanceof WebhookEvent ofHook) {
      listen(ofHook);
      unit.resources().remove(LISTENING);
      return hooks.listening();
    }
    return unit.getOrComputeResource(LISTENING, k -> hooks.listening());
  }

  private void listen(WebhookEvent event) {
    switch (event) {
      case WebhookCreated e -> hooks.route(e.webhook(), e.subscription());
      case WebhookChanged e -> hooks.route(e.webhook(), e.enabled() ? e.subscription() : null);
      case WebhookTestRequested _, RedeliveryRequested _, WebhookRemoved _ -> {}
    }
  }

  private static boolean isTestOf(Hooks.Hook hook, Event event) {
    return event instanceof WebhookTestRequested test && test.webhook().equals(hook.id());
  }

  /** As the feed tells it. */
  private String body(
      long position, String type, String job, Event event, EventMessage<?> message) {
    var aggregate = message instanceof DomainEventMessage<?> d ? d.getAggregateIdentifier() : "";
    var payload = message.serializePayload(stored, String.class).getData();
    var meta = new TreeMap<String, String>();
    message.getMetaData().entrySet().stream()
        .filter(entry -> TOLD.contains(entry.getKey()))
        .map(entry -> Map.entry(entry.getKey(), String.valueOf(entry.getValue())))
        .forEach(entry -> meta.put(entry.getKey(), entry.getValue()));
    return ContractJson.mapper()
        .createObjectNode()
        .put("position", position)
        .put("type", type)
        .put("at", event.at().toString())
        .put("job", job)
        .put("aggregate", aggregate)
        .putRawValue("payload", new RawValue(payload))
        .putPOJO("meta", meta)
        .toString();
  }
}
