package io.vmto.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer that is kept just before it is sent. */
final class KeptAnswer extends ServerHttpResponseDecorator {
  /** More than any answer to a command has. */
  private static final int LARGEST = 256 << 10;

  /** They say nothing about the request itself, so it may be tried again. */
  private static final Set<HttpStatus> PASSING =
      Set.of(
          HttpStatus.UNAUTHORIZED,
          HttpStatus.FORBIDDEN,
          HttpStatus.REQUEST_TIMEOUT,
          HttpStatus.TOO_MANY_REQUESTS);

  private final ServerWebExchange exchange;
  private final AnswerStore store;
  private final AnswerStore.First run;

  KeptAnswer(ServerWebExchange exchange, AnswerStore store, AnswerStore.First run) {
    super(exchange.getResponse());
    this.exchange = exchange;
    this.store = store;
    this.run = run;
  }

  @Override
  public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
    return DataBufferUtils.join(Flux.from(body), LARGEST)
        .map(Arguments::bytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(
            bytes ->
                keep(bytes)
                    .then(super.writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(bytes)))));
  }

  /** A stream is not kept. */
  @Override
  public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
    return store.forget(run).then(super.writeAndFlushWith(parts));
  }

  @Override
  public Mono<Void> setComplete() {
    return isCommitted() ? super.setComplete() : keep(new byte[0]).then(super.setComplete());
  }

  private Mono<Void> keep(byte[] body) {
    var status = getStatusCode() == null ? HttpStatus.OK : getStatusCode();
    if (isPassing(status)) {
      return store.forget(run);
    }
    var tellsSecret = tellsSecret();
    return store.keep(
        run,
        new AnswerStore.Told(
            status.value(),
            header(HttpHeaders.LOCATION),
            tellsSecret ? null : header(HttpHeaders.CONTENT_TYPE),
            tellsSecret ? new byte[0] : body));
  }

  private static boolean isPassing(HttpStatusCode status) {
    return status.is5xxServerError()
        || PASSING.stream().anyMatch(passing -> passing.isSameCodeAs(status));
  }

  private @Nullable String header(String name) {
    return getHeaders().getFirst(name);
  }

  private boolean tellsSecret() {
    return exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)
            instanceof HandlerMethod handler
        && handler.hasMethodAnnotation(TellsSecret.class);
  }
}
