package io.vmto.standalone.architecture.broken.license;

import org.axonframework.eventsourcing.EventSourcingHandler;

final class Misnamed {
  String state = "";

  @EventSourcingHandler
  void on(String event) {
    state = event;
  }
}
