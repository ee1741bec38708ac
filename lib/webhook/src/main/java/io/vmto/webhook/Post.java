package io.vmto.webhook;

import io.vmto.contract.connection.Secret;
import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Rejected;
import io.vmto.hypervisor.Https;
import io.vmto.hypervisor.HttpsResponse;
import io.vmto.hypervisor.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt to deliver: one request, whose answer is read only as far as it is kept. */
final class Post {
  private static final int KEPT = 200;
  private static final int MOST_BYTES = 1024;

  private final Outbound outbound;
  private final Clock clock;
  private final Duration timeout;

  /**
   * @param timeout for the receiver's answer as a whole
   */
  Post(Outbound outbound, Clock clock, Duration timeout) {
    this.outbound = outbound;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * What came of it.
   *
   * @param taken whether the receiver has it
   * @param hopeless whether it would be the same again
   * @param reason why it was not taken, or empty
   */
  record Outcome(
      boolean taken, boolean hopeless, @Nullable Integer status, String answer, String reason) {
    static Outcome silent(boolean hopeless, String reason) {
      return new Outcome(false, hopeless, null, "", reason);
    }
  }

  /** Blocks for at most a few times the timeout; interrupting the thread ends it. */
  Outcome send(String url, Secret secret, Deliveries.Delivery delivery) {
    try {
      var uri = outbound.parsed(url);
      var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      var body = delivery.body().getBytes(StandardCharsets.UTF_8);
      try (var client = outbound.client(uri)) {
        return exchange(client, request(path, headers(secret, delivery, body), body), secret);
      }
    } catch (Rejected e) {
      var failure = e.failure();
      return Outcome.silent(failure.code() == ErrorCode.ADDRESS_REFUSED, failure.message());
    }
  }

  private static Outcome exchange(Https client, Https.Request request, Secret secret) {
    try (var response = client.send(request)) {
      return outcome(response, secret);
    } catch (IOException e) {
      return Outcome.silent(false, Tls.failure(client.address(), e).failure().message());
    }
  }

  private static Outcome outcome(HttpsResponse response, Secret secret) throws IOException {
    int status = response.status();
    var answer = Mask.of(response.body().readNBytes(MOST_BYTES), secret, KEPT);
    if (status >= 200 && status < 300) {
      return new Outcome(true, false, status, answer, "");
    }
    var redirect = status >= 300 && status < 400;
    var why =
        redirect
            ? "It answered with a redirect, which is not followed."
            : "It answered with status " + status + ".";
    return new Outcome(false, redirect || status == 410, status, answer, why);
  }

  private Map<String, String> headers(Secret secret, Deliveries.Delivery delivery, byte[] body) {
    return Map.of(
        "Content-Type",
        "application/json",
        "User-Agent",
        "VMTO",
        "X-VMTO-Event",
        delivery.type(),
        "X-VMTO-Delivery",
        delivery.id(),
        Signature.HEADER,
        Signature.of(secret, clock.instant(), body));
  }

  private Https.Request request(String path, Map<String, String> headers, byte[] body) {
    return new Https.Request("POST", path, headers, body, timeout, timeout, false);
  }
}
