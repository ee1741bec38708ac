package io.vmto.standalone.architecture.broken.license;

import org.axonframework.eventsourcing.EventSourcingHandler;

final class ThrowsFurtherDown {
  @EventSourcingHandler
  void evolve(String event) {
    Runnable later = () -> refuse(event);
    later.run();
  }

  private static void refuse(String event) {
    throw new IllegalStateException(event);
  }
}
