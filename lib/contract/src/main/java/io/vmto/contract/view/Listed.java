package io.vmto.contract.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a list as query-service answers it. */
public interface Listed<T> {
  /** What was found, in the order asked for. */
  List<T> items();

  /** For each of them the cursor that goes on behind it; empty where it was read over HTTP. */
  List<String> cursors();

  /** The cursor of the last one where there is more, else null. */
  @Nullable String next();
}
