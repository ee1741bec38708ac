package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.view.FeedEntry;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.serialization.Serializer;

/** A stored event as read models take it: live, in a rebuild and in a check the same. */
record Stored(Fact fact, FeedEntry entry) {
  static Stored of(
      Event event, EventMessage<?> message, TrackingToken token, Serializer serializer) {
    var fact = new Fact(token.position().orElseThrow(), event);
    var aggregate = message instanceof DomainEventMessage<?> d ? d.getAggregateIdentifier() : "";
    var payload = message.serializePayload(serializer, String.class).getData();
    return new Stored(fact, FeedFold.entry(fact, aggregate, payload, message.getMetaData()));
  }
}
