package io.vmto.gateway.identity;

import java.io.IOException;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends answers that go on and on, as feeds do, soon after whoever listens may listen no more. An
 * answer that is written in one piece is not touched. While the database is away nobody is cut off.
 */
final class Streams {
  private final Lookup lookup;
  private final Duration look;

  Streams(Lookup lookup, Duration look) {
    this.lookup = lookup;
    this.look = look;
  }

  ServerWebExchange ending(ServerWebExchange exchange, Identity identity) {
    return exchange.mutate().response(new Ending(exchange.getResponse(), identity)).build();
  }

  private Mono<Boolean> gone(Identity identity) {
    return Flux.interval(look)
        .onBackpressureDrop()
        .concatMap(tick -> lookup.stands(identity).onErrorReturn(true), 1)
        .filter(stands -> !stands)
        .next();
  }

  private static final class CutOff extends IOException {
    CutOff() {
      super("Whoever asked may not listen any more");
    }
  }

  private final class Ending extends ServerHttpResponseDecorator {
    private final Identity identity;

    Ending(ServerHttpResponse response, Identity identity) {
      super(response);
      this.identity = identity;
    }

    /** It says how long it is, or where it ends: so it must break off, and not end early. */
    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
      return super.writeWith(
          body instanceof Mono
              ? body
              : Flux.from(body).takeUntilOther(gone(identity).then(Mono.error(CutOff::new))));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
      return super.writeAndFlushWith(Flux.from(body).takeUntilOther(gone(identity)));
    }
  }
}
