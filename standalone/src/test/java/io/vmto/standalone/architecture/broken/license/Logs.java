package io.vmto.standalone.architecture.broken.license;

import org.axonframework.eventsourcing.EventSourcingHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class Logs {
  private static final Logger log = LoggerFactory.getLogger(Logs.class);

  @EventSourcingHandler
  void evolve(String event) {
    log.info("seen: {}", event);
  }
}
