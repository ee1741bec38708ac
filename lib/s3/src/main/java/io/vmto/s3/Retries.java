package io.vmto.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again when a failure may pass: a few times, each pause about twice the one before.
 *
 * @param attempts how often at most
 * @param pause after the first failure
 */
record Retries(int attempts, Duration pause) {
  static final Retries USUAL = new Retries(6, Duration.ofMillis(250));
  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  /** One attempt: answers, or fails with the client's own exceptions. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws Exception;
  }

  /** A request under way. */
  @FunctionalInterface
  interface Request<T> {
    CompletableFuture<T> send();
  }

  <T> T ask(String what, Request<T> request) throws IOException {
    return ask(what, request, () -> false);
  }

  /** Sends a request until it is answered; given up early once {@code over} says so. */
  <T> T ask(String what, Request<T> request, BooleanSupplier over) throws IOException {
    return run(what, () -> request.send().get(), over);
  }

  <T> T run(String what, Attempt<T> attempt, BooleanSupplier over) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return attempt.run();
      } catch (InterruptedException e) {
        throw interrupted(what);
      } catch (Exception e) {
        var failure = S3Exception.of(what, unwrapped(e));
        if (!failure.passing() || tries >= attempts || over.getAsBoolean()) {
          throw failure;
        }
        log.warn("{}; attempt {} of {}", failure.getMessage(), tries + 1, attempts);
        rest(what, tries);
      }
    }
  }

  private static Throwable unwrapped(Throwable thrown) {
    var cause = thrown.getCause();
    boolean wraps =
        thrown instanceof ExecutionException
            || thrown instanceof java.util.concurrent.CompletionException;
    return wraps && cause != null ? unwrapped(cause) : thrown;
  }

  private void rest(String what, int tries) throws IOException {
    long longest = pause.toMillis() << tries;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    } catch (InterruptedException e) {
      throw interrupted(what);
    }
  }

  private static InterruptedIOException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException(what + " was interrupted");
  }
}
