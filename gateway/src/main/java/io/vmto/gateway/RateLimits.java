package io.vmto.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.error.Rejected;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * How many requests somebody may send: a bucket for each user or key (for those nobody knows: each
 * address), and for each address one of attempts that failed to authenticate and a smaller one of
 * sign-ins. Only the newest are remembered, and those nobody draws from are forgotten once they are
 * full again.
 */
final class RateLimits {
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST = 20_000;
  private static final String SIGN_IN = "/api/v1/session";

  private final Buckets requests;
  private final Buckets failures;
  private final Buckets signIns;

  /** Each as requests a minute, which is also what may come at once. */
  RateLimits(int requests, int failures, int signIns) {
    this.requests = new Buckets(requests);
    this.failures = new Buckets(failures);
    this.signIns = new Buckets(signIns);
  }

  private record Buckets(int capacity, Cache<String, Bucket> of) {
    Buckets(int capacity) {
      this(capacity, Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(PERIOD).build());
    }

    Bucket bucket(String who) {
      return of.get(
          who,
          w ->
              Bucket.builder()
                  .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, PERIOD))
                  .build());
    }
  }

  /** Counts a request of a user or key, and tells in the answer how many are left. */
  void request(String who, HttpHeaders answer) {
    var probe = requests.bucket(who).tryConsumeAndReturnRemaining(1);
    var full = PERIOD.toNanos() * (requests.capacity - probe.getRemainingTokens());
    answer.set("RateLimit-Limit", Integer.toString(requests.capacity));
    answer.set("RateLimit-Remaining", Long.toString(probe.getRemainingTokens()));
    answer.set("RateLimit-Reset", Long.toString(seconds(full / requests.capacity)));
    admit(probe);
  }

  /**
   * Before anybody is asked who they are. Whoever shows no token, or signs in, is held off once too
   * many attempts of its address failed; a token cannot be guessed, so who has one comes in even
   * when a neighbour misbehaves.
   */
  void knock(ServerHttpRequest request, String address) {
    if (request.getPath().value().startsWith(SIGN_IN)) {
      admit(signIns.bucket(address).tryConsumeAndReturnRemaining(1));
    } else if (request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION)) {
      return;
    }
    var left = failures.bucket(address).estimateAbilityToConsume(1);
    if (!left.canBeConsumed()) {
      throw tooMany(left.getNanosToWaitForRefill());
    }
  }

  /** Counts an attempt that failed. */
  void failed(String address) {
    admit(failures.bucket(address).tryConsumeAndReturnRemaining(1));
  }

  private static void admit(ConsumptionProbe probe) {
    if (!probe.isConsumed()) {
      throw tooMany(probe.getNanosToWaitForRefill());
    }
  }

  private static Rejected tooMany(long nanos) {
    var seconds = seconds(nanos);
    return new Rejected(
        Failure.passing(
                ErrorCode.RATE_LIMITED,
                "There were too many requests.",
                "Wait " + seconds + " s, then send them more slowly.")
            .with(Failure.RETRY_AFTER, seconds));
  }

  /** Whole seconds, rounded up, at least one. */
  private static long seconds(long nanos) {
    return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + 999_999_999));
  }
}
