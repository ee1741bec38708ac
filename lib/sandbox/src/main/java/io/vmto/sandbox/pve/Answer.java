package io.vmto.sandbox.pve;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call's result.
 *
 * @param beside what stands beside {@code data}, such as the number of lines of a log
 */
record Answer(@Nullable Object data, Map<String, Object> beside) {
  static final Answer NOTHING = new Answer(null, Map.of());

  static Answer of(Object data) {
    return new Answer(data, Map.of());
  }
}
