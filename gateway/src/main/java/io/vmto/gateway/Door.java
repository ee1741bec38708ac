package io.vmto.gateway;

import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Role;
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

  /** Whoever can read the token's file. */
  private static final Caller OWNER = Caller.of("local", Set.of(Role.ADMIN));

  private final AccessToken token;

  Door(AccessToken token) {
    this.token = token;
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
      admit(exchange);
    } catch (Rejected refused) {
      return Mono.error(refused);
    }
    return chain.filter(exchange);
  }

  private void admit(ServerWebExchange exchange) {
    var request = exchange.getRequest();
    if (OPEN.contains(request.getPath().value())) {
      return;
    }
    var host = checkedHost(request);
    checkOrigin(request.getHeaders(), host);
    checkToken(request.getHeaders());
    Call.admit(exchange, OWNER);
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

  private static void checkOrigin(HttpHeaders headers, String host) {
    var origins = headers.getOrEmpty(HttpHeaders.ORIGIN);
    if (!origins.isEmpty() && !origins.equals(List.of("http://" + host))) {
      throw new Rejected(
          ErrorCode.NOT_ALLOWED,
          "The request comes from a page of another origin.",
          "Send it from http://" + host + ", or without an Origin header.");
    }
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
