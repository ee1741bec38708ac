package io.vmto.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long a failing receiver is bothered: each wait is twice the one before up to a longest, less
 * a random part of up to half of it, so that receivers which come back are not met by everything at
 * once.
 *
 * @param attempts at most for one event
 * @param first wait after the first attempt
 * @param longest wait
 * @param giveUp how long a receiver may take nothing at all; after it every event gets one attempt
 */
record Patience(int attempts, Duration first, Duration longest, Duration giveUp) {
  /**
   * Until the next attempt, or null where there is none.
   *
   * @param made attempts, this one included
   */
  @Nullable Duration next(int made, Instant failingSince, Instant now, RandomGenerator random) {
    if (made >= attempts || Duration.between(failingSince, now).compareTo(giveUp) > 0) {
      return null;
    }
    var doubled = first.multipliedBy(1L << Math.min(made - 1, 30));
    var most = doubled.compareTo(longest) > 0 ? longest : doubled;
    return Duration.ofMillis((long) (most.toMillis() * (0.5 + random.nextDouble() / 2)));
  }
}
