package io.vmto.gateway;

import io.vmto.contract.access.Caller;
import io.vmto.contract.access.Permission;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import io.vmto.runtime.Meta;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
 * @param caller who sends it
 */
public record Call(
    String correlation, @Nullable String key, String origin, String trace, Caller caller) {
  static final String CORRELATION_HEADER = "X-Correlation-Id";
  static final String KEY_HEADER = "Idempotency-Key";

  /** Before anybody is known, and where nobody has to be. */
  private static final Caller NOBODY = new Caller("nobody", Set.of());

  /** Where an exchange keeps its call. */
  public static final String ATTRIBUTE = Call.class.getName();

  private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  /** Reads the headers once, and answers with the correlation id even when they are refused. */
  static void open(ServerWebExchange exchange) {
    var headers = exchange.getRequest().getHeaders();
    var trace = Trace.of(headers.getOrEmpty(Trace.HEADER));
    var made =
        new Call(UUID.randomUUID().toString(), null, address(exchange.getRequest()), trace, NOBODY);
    keep(exchange, made);
    var correlation = headers.getFirst(CORRELATION_HEADER);
    if (correlation != null) {
      made = made.called(checked(CORRELATION_HEADER, CORRELATION, correlation));
      keep(exchange, made);
    }
    var key = headers.getFirst(KEY_HEADER);
    if (key != null) {
      var named = checked(KEY_HEADER, KEY, key);
      keep(exchange, new Call(made.correlation, named, made.origin, trace, NOBODY));
    }
  }

  /** What the gateway does by itself, as when it starts. */
  public static Call ofGateway() {
    return new Call(
        UUID.randomUUID().toString(), null, "gateway", Trace.of(List.of()), Caller.SYSTEM);
  }

  /** The call behind a request that the door let in. */
  public static Call of(ServerWebExchange exchange) {
    return (Call)
        Objects.requireNonNull(exchange.getAttribute(ATTRIBUTE), "a request without door");
  }

  /** Tells the rest of the request who sends it. */
  public static void identify(ServerWebExchange exchange, Caller caller) {
    keep(exchange, of(exchange).by(caller));
  }

  /** The same request, sent by somebody else. */
  public Call by(Caller other) {
    return new Call(correlation, key, origin, trace, other);
  }

  /**
   * The same request as the gateway carries it out once it has decided: by the same name, and
   * allowed what only VMTO's own parts are.
   */
  public Call carriedOut() {
    return by(new Caller(caller.name(), Set.of(Permission.WORK)));
  }

  /** Nobody has said who they are, and nobody had to. */
  boolean anonymous() {
    return caller.equals(NOBODY);
  }

  /** For what is no message, and so stands in no table of rules. */
  public void require(Permission permission) {
    if (!caller.may(permission)) {
      throw new Rejected(
          Failure.of(
                  ErrorCode.NOT_ALLOWED,
                  caller.name() + " is not allowed to do this.",
                  "Ask an administrator for a role that allows it.")
              .with("permission", permission));
    }
  }

  /**
   * The same id for the same key of the same user on the same route, so that a request that is
   * repeated because its answer got lost makes one thing.
   */
  public String newId(String route) {
    var seed = caller.name() + "\n" + route + "\n" + key;
    return key == null
        ? UUID.randomUUID().toString()
        : UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
  }

  MetaData meta() {
    return MetaData.with(Meta.ACTOR, caller.name())
        .and(Meta.ORIGIN, origin)
        .and(Meta.CORRELATION, correlation)
        .and(Meta.TRACE, trace);
  }

  private Call called(String name) {
    return new Call(name, key, origin, trace, caller);
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
