package io.vmto.standalone.architecture.broken.license;

import org.axonframework.eventsourcing.EventSourcingHandler;

final class Throws {
  @EventSourcingHandler
  void evolve(String event) {
    if (event.isEmpty()) {
      throw new IllegalStateException(event);
    }
  }
}
