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
 */
public record Call(String correlation, @Nullable String key, String origin) {
  static final String CORRELATION_HEADER = "X-Correlation-Id";
  static final String KEY_HEADER = "Idempotency-Key";

  private static final String ATTRIBUTE = Call.class.getName();
  private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /** Reads the headers once, and answers with the correlation id even when they are refused. */
  static void open(ServerWebExchange exchange) {
    var made = new Call(UUID.randomUUID().toString(), null, address(exchange.getRequest()));
    keep(exchange, made);
    var headers = exchange.getRequest().getHeaders();
    var correlation = headers.getFirst(CORRELATION_HEADER);
    if (correlation != null) {
      made = made.called(checked(CORRELATION_HEADER, CORRELATION, correlation));
      keep(exchange, made);
    }
    var key = headers.getFirst(KEY_HEADER);
    if (key != null) {
      keep(exchange, new Call(made.correlation, checked(KEY_HEADER, KEY, key), made.origin));
    }
  }

  static Call of(ServerWebExchange exchange) {
    return (Call)
        Objects.requireNonNull(exchange.getAttribute(ATTRIBUTE), "a request without door");
  }

  /** The same id for the same key on the same route, so that a repeated request makes one thing. */
  public String newId(String route) {
    return key == null
        ? UUID.randomUUID().toString()
        : UUID.nameUUIDFromBytes((route + "\n" + key).getBytes(StandardCharsets.UTF_8)).toString();
  }

  MetaData meta() {
    return MetaData.with(Meta.ACTOR, "operator")
        .and(Meta.ORIGIN, origin)
        .and(Meta.CORRELATION, correlation);
  }

  private Call called(String name) {
    return new Call(name, key, origin);
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
