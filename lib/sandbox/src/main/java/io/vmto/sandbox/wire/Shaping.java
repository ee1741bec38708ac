package io.vmto.sandbox.wire;

import java.time.Duration;

/**
 * What is done to a response body on its way out. Offsets count body bytes; a negative offset or a
 * rate of zero means never.
 *
 * @param cutAfter the connection is closed without TLS close_notify after so many bytes
 * @param stallAfter nothing more is sent after so many bytes, but the connection stays open
 * @param delay waited before the first byte of the head
 * @param bytesPerSecond upper bound of the rate
 */
public record Shaping(long cutAfter, long stallAfter, Duration delay, long bytesPerSecond) {
  public static final Shaping NONE = new Shaping(-1, -1, Duration.ZERO, 0);

  public static Shaping cut(long after) {
    return new Shaping(after, -1, Duration.ZERO, 0);
  }

  public static Shaping stall(long after) {
    return new Shaping(-1, after, Duration.ZERO, 0);
  }

  public static Shaping delay(Duration delay) {
    return new Shaping(-1, -1, delay, 0);
  }

  public static Shaping throttle(long bytesPerSecond) {
    return new Shaping(-1, -1, Duration.ZERO, bytesPerSecond);
  }
}
