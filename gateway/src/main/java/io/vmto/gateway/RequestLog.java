package io.vmto.gateway;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * One line for each request, once it was answered. It tells the route and never the address as it
 * was sent, no header and no body, because any of them may hold a secret. Outermost, so that
 * refusals are turned into answers here and are told as well.
 */
final class RequestLog implements WebFilter, Ordered {
  static final String NAME = "vmto.access";

  private static final Logger log = LoggerFactory.getLogger(NAME);

  private final Problems problems;

  RequestLog(Problems problems) {
    this.problems = problems;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var begun = System.nanoTime();
    var counted = new Counted(exchange.getResponse());
    var seen = exchange.mutate().response(counted).build();
    return chain
        .filter(seen)
        .onErrorResume(e -> problems.handle(seen, e))
        .doFinally(end -> tell(seen, counted, System.nanoTime() - begun, end));
  }

  private static void tell(ServerWebExchange exchange, Counted answer, long nanos, SignalType end) {
    var call = Call.of(exchange);
    var route = exchange.<Object>getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    var status = answer.getStatusCode();
    log.info(
        "method={} route={} status={} ms={} bytes={} user={} correlation={} trace={}{}",
        exchange.getRequest().getMethod(),
        route == null ? "-" : route,
        status == null ? 200 : status.value(),
        TimeUnit.NANOSECONDS.toMillis(nanos),
        answer.bytes,
        status != null && status.isSameCodeAs(HttpStatus.UNAUTHORIZED) ? "-" : call.caller().name(),
        call.correlation(),
        call.trace(),
        end == SignalType.ON_COMPLETE ? "" : " aborted");
  }

  /** Counts the bytes of the body, before they are compressed. */
  private static final class Counted extends ServerHttpResponseDecorator {
    private final AtomicLong bytes = new AtomicLong();

    Counted(ServerHttpResponse answer) {
      super(answer);
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
      return super.writeWith(
          body instanceof Mono<? extends DataBuffer> one
              ? one.doOnNext(this::count)
              : counted(body));
    }

    @Override
    public Mono<Void> writeAndFlushWith(
        Publisher<? extends Publisher<? extends DataBuffer>> parts) {
      return super.writeAndFlushWith(Flux.from(parts).map(this::counted));
    }

    private Flux<? extends DataBuffer> counted(Publisher<? extends DataBuffer> body) {
      return Flux.from(body).doOnNext(this::count);
    }

    private void count(DataBuffer buffer) {
      bytes.addAndGet(buffer.readableByteCount());
    }
  }
}
