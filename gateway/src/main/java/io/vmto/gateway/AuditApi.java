package io.vmto.gateway;

import io.vmto.contract.view.ViewQuery.Events;
import io.vmto.gateway.openapi.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Who did what, when, from where and to which thing. */
@RestController
@RequestMapping("/api/v1")
final class AuditApi {
  private final Bus bus;

  AuditApi(Bus bus) {
    this.bus = bus;
  }

  @GetMapping("/audit")
  @Operation("What happened, newest first; with Accept: text/csv as a table.")
  Mono<Lists.Events> audit(Lists.EventsAsked asked, Call call) {
    return bus.ask(asked.query(), Events.class, call).map(Lists.Events::of);
  }
}
