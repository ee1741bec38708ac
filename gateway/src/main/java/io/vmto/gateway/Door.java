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

  private final List<String> names;
  private final boolean tls;

  /** {@code names} are those under which other machines reach it, which they may only with TLS. */
  Door(List<String> names, boolean tls) {
    this.names = tls ? names : List.of();
    this.tls = tls;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    harden(exchange.getResponse().getHeaders());
    try {
      Call.open(exchange);
      admit(exchange.getRequest());
    } catch (Rejected refused) {
      return Mono.error(refused);
    }
    return chain.filter(exchange);
  }

  private void admit(ServerHttpRequest request) {
    if (OPEN.contains(request.getPath().value())) {
      return;
    }
    var host = checkedHost(request);
    checkOrigin(request.getHeaders(), host);
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

  private void checkOrigin(HttpHeaders headers, String host) {
    var origins = headers.getOrEmpty(HttpHeaders.ORIGIN);
    if (!origins.isEmpty() && !origins.equals(List.of(scheme() + host))) {
      throw new Rejected(
          ErrorCode.NOT_ALLOWED,
          "The request comes from a page of another origin.",
          "Send it from " + scheme() + host + ", or without an Origin header.");
    }
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
