package io.vmto.gateway;

import io.vmto.contract.error.Rejected;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Counts the requests of those who were let in, or need not be; stands behind authentication. */
final class RateLimit implements WebFilter, Ordered {
  static final int ORDER = -50;

  private final RateLimits limits;

  RateLimit(RateLimits limits) {
    this.limits = limits;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!Door.isOpen(exchange.getRequest())) {
      try {
        var call = Call.of(exchange);
        var who = call.anonymous() ? "at " + call.origin() : call.caller().name();
        limits.request(who, exchange.getResponse().getHeaders());
      } catch (Rejected refused) {
        return Mono.error(refused);
      }
    }
    return chain.filter(exchange);
  }
}
