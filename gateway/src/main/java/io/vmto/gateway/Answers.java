package io.vmto.gateway;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers a request that comes again with the same {@code Idempotency-Key} as it was answered
 * before, without doing it again. A key belongs to the user, route and body it was first sent with.
 * The answer is kept before it is sent, so whoever got one gets the same again; while the first is
 * still being answered the next are asked to come back. Answers that say nothing about the request
 * (ours or an endpoint's fault, not let in, too many) are not kept.
 */
final class Answers implements WebFilter, Ordered {
  static final int ORDER = RateLimit.ORDER + 10;
  static final String REPLAYED = "Idempotent-Replayed";

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private final AnswerStore store;
  private final Problems problems;

  Answers(AnswerStore store, Problems problems) {
    this.store = store;
    this.problems = problems;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var call = Call.of(exchange);
    var key = call.key();
    if (key == null || call.anonymous() || isSafe(exchange.getRequest().getMethod())) {
      return chain.filter(exchange);
    }
    return Arguments.bytes(exchange)
        .flatMap(
            body ->
                store
                    .begin(key, identity(call, exchange.getRequest()), body)
                    .flatMap(begun -> go(begun, body, exchange, chain)));
  }

  private Mono<Void> go(
      AnswerStore.Begun begun, byte[] body, ServerWebExchange exchange, WebFilterChain chain) {
    return switch (begun) {
      case AnswerStore.First first -> {
        var kept =
            exchange
                .mutate()
                .request(new Again(exchange.getRequest(), body))
                .response(new KeptAnswer(exchange, store, first))
                .build();
        yield chain.filter(kept).onErrorResume(e -> problems.handle(kept, e));
      }
      case AnswerStore.Told told -> replay(told, exchange);
      case AnswerStore.Running _ -> Mono.error(running());
      case AnswerStore.Another _ -> Mono.error(another());
    };
  }

  private static Mono<Void> replay(AnswerStore.Told told, ServerWebExchange exchange) {
    var response = exchange.getResponse();
    var headers = response.getHeaders();
    response.setStatusCode(HttpStatusCode.valueOf(told.status()));
    headers.set(REPLAYED, "true");
    if (told.location() != null) {
      headers.setLocation(URI.create(told.location()));
    }
    if (told.type() != null) {
      headers.set(HttpHeaders.CONTENT_TYPE, told.type());
    }
    headers.setContentLength(told.body().length);
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(told.body())));
  }

  private static boolean isSafe(HttpMethod method) {
    return SAFE.contains(method);
  }

  private static byte[] identity(Call call, ServerHttpRequest request) {
    var query = request.getURI().getRawQuery();
    var route = request.getPath().value() + (query == null ? "" : "?" + query);
    return (call.caller().name() + "\n" + request.getMethod() + " " + route + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Rejected running() {
    return new Rejected(
        Failure.passing(
                ErrorCode.ILLEGAL_STATE,
                "The first request with this Idempotency-Key is still being answered.",
                "Send it again in a moment.")
            .with(Failure.RETRY_AFTER, 1));
  }

  private static Rejected another() {
    return new Rejected(
        ErrorCode.IDEMPOTENCY_MISMATCH,
        "This Idempotency-Key was used for another request.",
        "Use a new key for a new request; repeat one with exactly what was sent first.");
  }

  /** The request with the body that was read already. */
  private static final class Again extends ServerHttpRequestDecorator {
    private final Flux<DataBuffer> body;

    Again(ServerHttpRequest request, byte[] bytes) {
      super(request);
      body =
          bytes.length == 0
              ? Flux.empty()
              : Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(bytes)));
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return body;
    }
  }
}
