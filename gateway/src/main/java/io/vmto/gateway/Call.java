package io.vmto.gateway;

import io.vmto.runtime.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request as the rest of the house knows it.
 *
 * @param correlation what the caller, or else we, call it
 * @param key the caller's idempotency key, where one was sent
 * @param origin the address it came from
 * @param trace the W3C trace it belongs to, 32 hex digits
 */
record Call(String correlation, @Nullable String key, String origin, String trace) {
  static final String CORRELATION_HEADER = "X-Correlation-Id";
  static final String KEY_HEADER = "Idempotency-Key";

  private static final String ATTRIBUTE = Call.class.getName();
  private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /** Reads the headers once, and answers with the correlation id even when they are refused. */
  static void open(ServerWebExchange exchange) {
    var headers = exchange.getRequest().getHeaders();
    var trace = Trace.of(headers.getOrEmpty(Trace.HEADER));
    var made = new Call(UUID.randomUUID().toString(), null, address(exchange.getRequest()), trace);
    keep(exchange, made);
    var correlation = headers.getFirst(CORRELATION_HEADER);
    if (correlation != null) {
      made = made.called(checked(CORRELATION_HEADER, CORRELATION, correlation));
      keep(exchange, made);
    }
    var key = headers.getFirst(KEY_HEADER);
    if (key != null) {
      var checked = checked(KEY_HEADER, KEY, key);
      keep(exchange, new Call(made.correlation, checked, made.origin, trace));
    }
  }

  static Call of(ServerWebExchange exchange) {
    return (Call)
        Objects.requireNonNull(exchange.getAttribute(ATTRIBUTE), "a request without door");
  }

  /** Who asks, as the history names them. */
  String user() {
    return "operator";
  }

  /**
   * The same id for the same key of the same user on the same route, so that a request that is
   * repeated because its answer got lost makes one thing.
   */
  String newId(String route) {
    var seed = user() + "\n" + route + "\n" + key;
    return key == null
        ? UUID.randomUUID().toString()
        : UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }

  MetaData meta() {
    return MetaData.with(Meta.ACTOR, user())
        .and(Meta.ORIGIN, origin)
        .and(Meta.CORRELATION, correlation)
        .and(Meta.TRACE, trace);
  }

  private Call called(String name) {
    return new Call(name, key, origin, trace);
  }

  private static void keep(ServerWebExchange exchange, Call call) {
    exchange.getAttributes().put(ATTRIBUTE, call);
    exchange.getResponse().getHeaders().set(CORRELATION_HEADER, call.correlation);
  }

  private static String checked(String header, Pattern form, String value) {
    if (!form.matcher(value).matches()) {
      throw Fields.invalid(header, "must match " + form.pattern());
    }
    return value;
  }

  private static String address(ServerHttpRequest request) {
    var peer = request.getRemoteAddress();
    return peer == null ? "unknown" : peer.getAddress().getHostAddress();
  }
}
