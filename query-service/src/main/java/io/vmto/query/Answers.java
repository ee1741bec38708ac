package io.vmto.query;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.util.concurrent.CompletableFuture;
import org.axonframework.queryhandling.QueryExecutionException;
import reactor.core.publisher.Mono;

/** How answers leave: asynchronously, within bounds, and with a refusal's code intact. */
final class Answers {
  private Answers() {}

  /** A refusal that comes later than the handler's return is past the runtime's interceptor. */
  static <T> CompletableFuture<T> of(Mono<T> answer) {
    return answer
        .onErrorMap(
            Rejected.class, r -> new QueryExecutionException(r.getMessage(), r, r.failure()))
        .toFuture();
  }

  /** Keeps what a client asked for between 1 and {@code most}. */
  static int limit(int asked, int most) {
    return Math.clamp(asked, 1, most);
  }

  static Rejected unknown(ErrorCode code, String what, String id, String remedy) {
    return new Rejected(Failure.of(code, "there is no " + what + " " + id, remedy).with(what, id));
  }
}
