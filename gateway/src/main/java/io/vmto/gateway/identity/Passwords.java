package io.vmto.gateway.identity;

import io.vmto.contract.access.Hashed;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Argon2id (RFC 9106). One hash takes {@value #KIBIBYTES} KiB and {@value #PASSES} passes over it,
 * more than OWASP's least (19 MiB, 2 passes): some 0.1 to 0.2 s of a core here, and as much for
 * every guess of somebody who stole the table. {@value #AT_ONCE} are made at a time, so that
 * sign-ins can take neither the memory nor the cores from migrations; past {@value #WAITING} that
 * wait, more are refused.
 */
final class Passwords implements AutoCloseable {
  static final int SHORTEST = 12;
  static final int LONGEST = 256;

  private static final int SALT = 16;
  private static final int LENGTH = 32;
  private static final int LANES = 1;
  private static final int KIBIBYTES = 32 * 1024;
  private static final int PASSES = 3;
  private static final int AT_ONCE = 2;
  private static final int WAITING = 64;

  private final Argon2PasswordEncoder argon2 =
      new Argon2PasswordEncoder(SALT, LENGTH, LANES, KIBIBYTES, PASSES);
  private final Scheduler threads =
      Schedulers.newBoundedElastic(AT_ONCE, WAITING / AT_ONCE, "password", 60, true);

  Mono<Hashed> hash(String password) {
    return aside(() -> new Hashed(encode(password)));
  }

  Mono<Boolean> matches(String password, Hashed hash) {
    return aside(() -> argon2.matches(password, hash.reveal()));
  }

  /** What no password matches, and takes as long to find out. */
  static Hashed none() {
    return new Hashed(
        "$argon2id$v=19$m="
            + KIBIBYTES
            + ",t="
            + PASSES
            + ",p="
            + LANES
            + "$"
            + random(SALT)
            + "$"
            + random(LENGTH));
  }

  @Override
  public void close() {
    threads.dispose();
  }

  private String encode(String password) {
    var encoded = argon2.encode(password);
    if (encoded == null) {
      throw new IllegalStateException("no hash");
    }
    return encoded;
  }

  private <T> Mono<T> aside(Callable<T> work) {
    return Mono.fromCallable(work)
        .subscribeOn(threads)
        .onErrorMap(RejectedExecutionException.class, e -> busy());
  }

  private static Rejected busy() {
    return new Rejected(
        Failure.passing(
            ErrorCode.UPSTREAM_BUSY,
            "Too many people sign in at this moment.",
            "Try again in a moment."));
  }

  private static String random(int bytes) {
    var noise = new byte[bytes];
    new SecureRandom().nextBytes(noise);
    return Base64.getEncoder().withoutPadding().encodeToString(noise);
  }
}
