package io.vmto.gateway;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Who may come in: only requests that name this very server (a page whose name was rebound to us
 * does not) and that come from no other site's page. Everything but the two health probes is behind
 * it. Who knocks is asked next, by the admission of {@code io.vmto.gateway.identity}.
 */
final class Door implements WebFilter, Ordered {
  private static final Duration REMEMBERED = Duration.ofDays(365);

  private static final Set<String> OPEN =
      Set.of("/actuator/health/liveness", "/actuator/health/readiness");

  /** Behind the request log alone. */
  static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

  private final List<String> names;
  private final boolean tls;
  private final Origins origins;
  private final RateLimits limits;

  /** {@code names} are those under which other machines reach it, which they may only with TLS. */
  Door(List<String> names, boolean tls, Origins origins, RateLimits limits) {
    this.names = tls ? names : List.of();
    this.tls = tls;
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
      checkAddress(exchange.getRequest());
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
    return chain.filter(exchange).doOnError(Door::isUnknown, e -> limits.failed(address));
  }

  private static boolean isUnknown(Throwable thrown) {
    return thrown instanceof Rejected refused
        && refused.failure().code() == ErrorCode.NOT_AUTHENTICATED;
  }

  private String checkedHost(ServerHttpRequest request) {
    var port = Objects.requireNonNull(request.getLocalAddress(), "local address").getPort();
    var named = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
    if (named.size() == 1 && names(port).anyMatch(named.getFirst()::equals)) {
      return named.getFirst();
    }
    throw new Rejected(
        ErrorCode.NOT_ALLOWED,
        "The Host header does not name this server.",
        "Use " + scheme() + "127.0.0.1:" + port + ", or a name of vmto.gateway.names with TLS.");
  }

  /** A public name may also go without a port: whoever forwards to ours may listen on 443. */
  private Stream<String> names(int port) {
    return Stream.concat(
        Stream.of("127.0.0.1:" + port, "localhost:" + port),
        names.stream().flatMap(name -> Stream.of(name, name + ":" + port)));
  }

  private String scheme() {
    return tls ? "https://" : "http://";
  }

  /** The database has no text with it, wherever it would arrive there. */
  private static void checkAddress(ServerHttpRequest request) {
    if (request.getURI().getRawPath().contains("%00")) {
      throw noNul("address");
    }
    request
        .getQueryParams()
        .forEach(
            (name, values) -> {
              if (values.stream().anyMatch(value -> value != null && value.indexOf(0) >= 0)) {
                throw noNul(Fields.shortened(name));
              }
            });
  }

  private static Rejected noNul(String where) {
    return Fields.invalid(where, "must not contain the character 0");
  }

  /** Whether it comes from a page of another origin, one that is listed. */
  private boolean checkOrigin(ServerHttpRequest request) {
    var own = scheme() + checkedHost(request);
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

  private void harden(HttpHeaders headers) {
    if (tls) {
      headers.set("Strict-Transport-Security", "max-age=" + REMEMBERED.toSeconds());
    }
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
