package io.vmto.gateway;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;

/**
 * The pages of other origins that may use this server from a browser: exactly those that are
 * listed, none by default, and never with what the browser itself keeps (cookies, client
 * certificates).
 */
final class Origins {
  private final Set<String> listed;
  private final CorsConfiguration allowed = new CorsConfiguration();
  private final CorsProcessor cors = new DefaultCorsProcessor();

  Origins(List<String> listed) {
    listed.forEach(Origins::requireExact);
    this.listed = Set.copyOf(listed);
    allowed.setAllowedOrigins(listed);
    allowed.setAllowedMethods(
        List.of(
            HttpMethod.GET.name(),
            HttpMethod.HEAD.name(),
            HttpMethod.POST.name(),
            HttpMethod.PUT.name(),
            HttpMethod.PATCH.name(),
            HttpMethod.DELETE.name()));
    allowed.setAllowedHeaders(
        List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONTENT_TYPE,
            "Last-Event-ID",
            Call.KEY_HEADER,
            Call.CORRELATION_HEADER,
            Trace.HEADER));
    allowed.setExposedHeaders(
        List.of(HttpHeaders.LOCATION, Call.CORRELATION_HEADER, HttpHeaders.RETRY_AFTER));
    allowed.setAllowCredentials(false);
    allowed.setMaxAge(600L);
  }

  /** Whether a request came from a page of an origin that is listed, and said so once. */
  boolean admits(ServerHttpRequest request) {
    var named = request.getHeaders().getOrEmpty(HttpHeaders.ORIGIN);
    return named.size() == 1 && listed.contains(named.getFirst());
  }

  /** Writes the headers browsers look for; true where that is the whole answer. */
  boolean answers(ServerWebExchange exchange) {
    var preflight = CorsUtils.isPreFlightRequest(exchange.getRequest());
    return !cors.process(allowed, exchange) || preflight;
  }

  private static void requireExact(String origin) {
    var url = URI.create(origin);
    var scheme = url.getScheme();
    if (url.getHost() == null
        || !List.of("http", "https").contains(scheme)
        || !origin.equals(scheme + "://" + url.getRawAuthority())
        || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "vmto.gateway.origins: " + origin + " is not an origin like https://portal.example");
    }
  }
}
