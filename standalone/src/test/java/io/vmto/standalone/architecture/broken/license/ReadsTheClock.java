package io.vmto.standalone.architecture.broken.license;

import java.time.Instant;
import org.axonframework.eventsourcing.EventSourcingHandler;

final class ReadsTheClock {
  Object state = "";

  @EventSourcingHandler
  void evolve(String event) {
    state = event + Instant.now();
  }
}
