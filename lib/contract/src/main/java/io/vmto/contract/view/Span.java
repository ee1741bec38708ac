package io.vmto.contract.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time.
 *
 * @param from the first moment in it, or null when it has no beginning
 * @param to the first moment after it, or null when it has no end
 */
public record Span(@Nullable Instant from, @Nullable Instant to) {
  public static final Span ALWAYS = new Span(null, null);
}
