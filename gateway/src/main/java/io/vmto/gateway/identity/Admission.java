package io.vmto.gateway.identity;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.gateway.Call;
import io.vmto.gateway.portal.Portal;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.AuthorizeExchangeSpec;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Lets in who is known. A request carries a bearer token each time: nothing is kept between
 * requests, there is no cookie, and so nothing that a page of another site could ride on.
 */
final class Admission {
  private static final String BEARER = "Bearer ";

  private static final Set<String> OPEN =
      Set.of(
          "GET /actuator/health/liveness",
          "GET /actuator/health/readiness",
          "POST " + SessionApi.ADDRESS,
          "POST " + SessionApi.ADDRESS + "/refresh",
          "GET " + SessionApi.ADDRESS + "/options");

  /** All that is left to somebody who still has the password that another one gave them. */
  private static final Set<String> FIRST_STEPS =
      Set.of("PUT " + MeApi.ADDRESS + "/password", "DELETE " + SessionApi.ADDRESS);

  private final Callers callers;
  private final Streams streams;

  Admission(Callers callers, Streams streams) {
    this.callers = callers;
    this.streams = streams;
  }

  SecurityWebFilterChain chain(ServerHttpSecurity http) {
    return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .headers(ServerHttpSecurity.HeaderSpec::disable) // the door hardens every answer
        .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
        .addFilterAt(identification(), SecurityWebFiltersOrder.AUTHENTICATION)
        .authorizeExchange(Admission::rules)
        .exceptionHandling(
            spec ->
                spec.authenticationEntryPoint((exchange, e) -> Mono.error(Callers.refused()))
                    .accessDeniedHandler((exchange, e) -> Mono.error(changePasswordFirst())))
        .build();
  }

  private static void rules(AuthorizeExchangeSpec spec) {
    spec.matchers(matching(Admission::isOpen))
        .permitAll()
        .matchers(matching(request -> FIRST_STEPS.contains(named(request))))
        .authenticated()
        .anyExchange()
        .access((who, context) -> who.map(a -> new AuthorizationDecision(mayGoOn(a))));
  }

  private static boolean mayGoOn(Authentication who) {
    return who.getPrincipal() instanceof Identity identity && !identity.mustChangePassword();
  }

  private AuthenticationWebFilter identification() {
    var filter = new AuthenticationWebFilter(callers);
    filter.setRequiresAuthenticationMatcher(matching(request -> !isOpen(request)));
    filter.setServerAuthenticationConverter(Admission::presented);
    filter.setAuthenticationSuccessHandler(this::goOn);
    return filter;
  }

  private static Mono<Authentication> presented(ServerWebExchange exchange) {
    var sent = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
    return sent.size() == 1 && sent.getFirst().startsWith(BEARER)
        ? Mono.just(new Presented(sent.getFirst().substring(BEARER.length())))
        : Mono.empty();
  }

  private Mono<Void> goOn(WebFilterExchange admitted, Authentication who) {
    var exchange = admitted.getExchange();
    var identity = (Identity) Objects.requireNonNull(who.getPrincipal(), "identity");
    exchange.getAttributes().put(Identity.class.getName(), identity);
    Call.identify(exchange, identity.caller());
    return admitted.getChain().filter(streams.ending(exchange, identity));
  }

  private static boolean isOpen(ServerHttpRequest request) {
    return OPEN.contains(named(request)) || Portal.isAsked(request);
  }

  /** As it was written: an address that means the same but is written oddly stays closed. */
  private static String named(ServerHttpRequest request) {
    return request.getMethod() + " " + request.getPath().value();
  }

  private static ServerWebExchangeMatcher matching(Predicate<ServerHttpRequest> which) {
    return exchange ->
        which.test(exchange.getRequest()) ? MatchResult.match() : MatchResult.notMatch();
  }

  private static Rejected changePasswordFirst() {
    return new Rejected(
        ErrorCode.NOT_ALLOWED,
        "This password was given to you by somebody else and is good for changing it only.",
        "PUT /api/v1/me/password with a password of your own.");
  }
}
