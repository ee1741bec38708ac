package io.vmto.gateway;

import java.time.Duration;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Gives handlers the {@link Call} and the {@link Body} of a request. */
final class Arguments implements HandlerMethodArgumentResolver {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Call.class || parameter.getParameterType() == Body.class;
  }

  @Override
  public Mono<Object> resolveArgument(
      MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
    return parameter.getParameterType() == Call.class
        ? Mono.just(Call.of(exchange))
        : body(exchange);
  }

  private static Mono<Object> body(ServerWebExchange exchange) {
    var type = Mono.fromCallable(() -> exchange.getRequest().getHeaders().getContentType());
    return bytes(exchange)
        .flatMap(bytes -> type.map(t -> new Body(bytes, t)).defaultIfEmpty(new Body(bytes, null)));
  }

  /** The whole body; refused where it is too large or comes too slowly. */
  static Mono<byte[]> bytes(ServerWebExchange exchange) {
    return DataBufferUtils.join(exchange.getRequest().getBody(), Body.LARGEST)
        .map(Arguments::bytes)
        .defaultIfEmpty(new byte[0])
        .timeout(
            PATIENCE, Mono.error(() -> new ResponseStatusException(HttpStatus.REQUEST_TIMEOUT)));
  }

  static byte[] bytes(DataBuffer buffer) {
    try {
      var bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      return bytes;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }
}
