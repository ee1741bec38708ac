package io.vmto.gateway;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Who may come in: only requests that name this very server (a page whose name was rebound to us
 * does not), that come from no other site's page, and that carry the access token. Everything but
 * the two health probes is behind it.
 */
final class Door implements WebFilter, Ordered {
  private static final Set<String> OPEN =
      Set.of("/actuator/health/liveness", "/actuator/health/readiness");
  private static final String BEARER = "Bearer ";

  /** Behind the request log alone. */
  static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  private final AccessToken token;
  private final Origins origins;
  private final RateLimits limits;

  Door(AccessToken token, Origins origins, RateLimits limits) {
    this.token = token;
    this.origins = origins;
    this.limits = limits;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  static boolean isOpen(ServerHttpRequest request) {
    return OPEN.contains(request.getPath().value());
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    harden(exchange.getResponse().getHeaders());
    try {
      Call.open(exchange);
      if (isOpen(exchange.getRequest())) {
        return chain.filter(exchange);
      }
      var foreign = checkOrigin(exchange.getRequest());
      return foreign && origins.answers(exchange)
          ? exchange.getResponse().setComplete()
          : let(exchange, chain);
    } catch (Rejected refused) {
      return Mono.error(refused);
    }
  }

  /** To whoever tells who they are; how often that may fail is limited. */
  private Mono<Void> let(ServerWebExchange exchange, WebFilterChain chain) {
    var address = Call.of(exchange).origin();
    limits.knock(exchange.getRequest(), address);
    return Mono.defer(
            () -> {
              checkToken(exchange.getRequest().getHeaders());
              return chain.filter(exchange);
            })
        .doOnError(Door::isUnknown, e -> limits.failed(address));
  }

  private static boolean isUnknown(Throwable thrown) {
    return thrown instanceof Rejected refused
        && refused.failure().code() == ErrorCode.NOT_AUTHENTICATED;
  }

  private static String checkedHost(ServerHttpRequest request) {
    var port = Objects.requireNonNull(request.getLocalAddress(), "local address").getPort();
    var named = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
    if (named.size() == 1
        && List.of("127.0.0.1:" + port, "localhost:" + port).contains(named.getFirst())) {
      return named.getFirst();
    }
    throw new Rejected(
        ErrorCode.NOT_ALLOWED,
        "The Host header does not name this server.",
        "Use http://127.0.0.1:" + port + ".");
  }

  /** Whether it comes from a page of another origin, one that is listed. */
  private boolean checkOrigin(ServerHttpRequest request) {
    var own = "http://" + checkedHost(request);
    var named = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
    if (named.isEmpty() || named.equals(List.of(own))) {
      return false;
    }
    if (origins.admits(request)) {
      return true;
    }
    throw new Rejected(
        ErrorCode.NOT_ALLOWED,
        "The request comes from a page of another origin.",
        "Send it from "
            + own
            + ", without an Origin header, or list its origin in"
            + " vmto.gateway.origins.");
  }

  private void checkToken(HttpHeaders headers) {
    var sent = headers.getOrEmpty(HttpHeaders.AUTHORIZATION);
    var presented =
        sent.size() == 1 && sent.getFirst().startsWith(BEARER)
            ? sent.getFirst().substring(BEARER.length())
            : "";
    if (!token.matches(presented)) {
      throw new Rejected(
          ErrorCode.NOT_AUTHENTICATED,
          "The access token is missing or wrong.",
          "Send \"Authorization: Bearer <token>\" with the text of the file \"token\" in the data"
              + " folder.");
    }
  }

  private static void harden(HttpHeaders headers) {
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
