package io.vmto.standalone.architecture.broken.license;

import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateLifecycle;

final class AppliesMore {
  @EventSourcingHandler
  void evolve(String event) {
    AggregateLifecycle.apply(event + " again");
  }
}
