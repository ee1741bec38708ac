package io.vmto.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a bucket is and how to get in.
 *
 * @param endpoint {@code https://host[:port]}; {@code http} sends the content in the clear
 * @param prefix stands before every key: empty, or ending with a slash
 */
public record BucketSettings(
    URI endpoint,
    String region,
    String bucket,
    String prefix,
    String accessKey,
    Secret secretKey,
    Encryption encryption,
    Timeouts timeouts) {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+/)*");

  public BucketSettings {
    var scheme = Objects.requireNonNullElse(endpoint.getScheme(), "");
    require(scheme.equals("https") || scheme.equals("http"), "an endpoint is an http(s) address");
    require(
        endpoint.getHost() != null
            && endpoint.getRawUserInfo() == null
            && endpoint.getRawQuery() == null
            && endpoint.getRawPath().matches("/?"),
        "an endpoint is an address without path and user");
    require(!region.isBlank(), "the region of the bucket is missing");
    require(BUCKET.matcher(bucket).matches(), "not the name of a bucket");
    require(PREFIX.matcher(prefix).matches(), "a prefix is empty or names folders, each with a /");
    require(!accessKey.isBlank() && !secretKey.isEmpty(), "the bucket needs a key and its secret");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * How long to wait for a connection, for the next bytes of an answer, and for the network to take
   * the next bytes of a request.
   */
  public record Timeouts(Duration connect, Duration read, Duration write) {
    public static final Timeouts USUAL =
        new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(1));
  }
}
