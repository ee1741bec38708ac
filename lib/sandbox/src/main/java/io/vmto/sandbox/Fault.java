package io.vmto.sandbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vmto.sandbox.wire.Shaping;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule that makes a simulator misbehave at a named point.
 *
 * @param name unique; a rule put under a known name replaces the old one
 * @param match the point, e.g. {@code nfc.stream} or {@code soap.ExportVm}; a trailing {@code *}
 *     matches any rest
 * @param on only where the point's subject (a disk, machine or volume name) contains this text;
 *     null is everywhere
 * @param skip calls let pass untouched first
 * @param after bytes let pass first, bytes per second for {@link Action#THROTTLE}, milliseconds for
 *     {@link Action#DELAY}
 * @param times how often the rule bites before it is spent; 0 is for ever
 * @param detail what the point makes of it: a fault's type name, an error text
 */
public record Fault(
    String name,
    String match,
    @Nullable String on,
    Action action,
    int skip,
    long after,
    int times,
    @Nullable String detail) {

  /** What goes wrong; each point documents which of these it knows. */
  public enum Action {
    /** The connection ends without close_notify. */
    @JsonProperty("cut")
    CUT,
    /** The connection stays open and silent. */
    @JsonProperty("stall")
    STALL,
    @JsonProperty("delay")
    DELAY,
    @JsonProperty("throttle")
    THROTTLE,
    /** The content ends early, but properly on the level of HTTP. */
    @JsonProperty("truncate")
    TRUNCATE,
    /** One bit of the content is wrong. */
    @JsonProperty("flip")
    FLIP,
    /** A session, ticket or lease ends now. */
    @JsonProperty("expire")
    EXPIRE,
    /** The request is answered with an error, named by the detail. */
    @JsonProperty("refuse")
    REFUSE,
    /** A task is accepted and then fails, with the detail as its error. */
    @JsonProperty("fail")
    FAIL,
    /** No space left. */
    @JsonProperty("full")
    FULL,
    /** Somebody else was faster. */
    @JsonProperty("taken")
    TAKEN,
    /** An answer or object is lost although the effect happened. */
    @JsonProperty("vanish")
    VANISH,
    /** A wrong value is given out, e.g. a thumbprint. */
    @JsonProperty("lie")
    LIE
  }

  public Fault {
    if (name == null || name.isBlank() || match == null || match.isBlank() || action == null) {
      throw new IllegalArgumentException("a fault needs name, match and action");
    }
    if (skip < 0 || after < 0 || times < 0) {
      throw new IllegalArgumentException("skip, after and times are not negative");
    }
  }

  /** A rule that bites once at the first call. */
  public static Fault once(String match, Action action) {
    return new Fault(match, match, null, action, 0, 0, 1, null);
  }

  public Fault after(long after) {
    return new Fault(name, match, on, action, skip, after, times, detail);
  }

  public Fault skip(int skip) {
    return new Fault(name, match, on, action, skip, after, times, detail);
  }

  public Fault times(int times) {
    return new Fault(name, match, on, action, skip, after, times, detail);
  }

  public Fault on(String on) {
    return new Fault(name, match, on, action, skip, after, times, detail);
  }

  public Fault detail(String detail) {
    return new Fault(name, match, on, action, skip, after, times, detail);
  }

  /** What the wire does about this fault by itself; nothing for actions on a higher level. */
  public Shaping shaping() {
    return switch (action) {
      case CUT -> Shaping.cut(after);
      case STALL -> Shaping.stall(after);
      case THROTTLE -> Shaping.throttle(after);
      case DELAY -> Shaping.delay(Duration.ofMillis(after));
      case TRUNCATE, FLIP, EXPIRE, REFUSE, FAIL, FULL, TAKEN, VANISH, LIE -> Shaping.NONE;
    };
  }

  boolean matches(String point, String subject) {
    boolean here =
        match.endsWith("*")
            ? point.startsWith(match.substring(0, match.length() - 1))
            : point.equals(match);
    return here && (on == null || subject.contains(on));
  }
}
