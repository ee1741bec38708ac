package io.vmto.gateway.graphql;

import io.vmto.contract.view.Listed;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A part of a list as Relay wants it. */
record Relay<T>(List<Edge<T>> edges, PageInfo pageInfo) {
  /** One of a list, and the cursor that goes on behind it. */
  record Edge<T>(T node, String cursor) {}

  /** Where a part stands in its list. */
  record PageInfo(
      boolean hasNextPage,
      boolean hasPreviousPage,
      @Nullable String startCursor,
      @Nullable String endCursor) {}

  static <T> Relay<T> of(Listed<T> found, boolean after) {
    var cursors = found.cursors();
    var edges =
        IntStream.range(0, cursors.size())
            .mapToObj(i -> new Edge<>(found.items().get(i), cursors.get(i)))
            .toList();
    return new Relay<>(
        edges,
        new PageInfo(
            found.next() != null,
            after,
            cursors.isEmpty() ? null : cursors.getFirst(),
            cursors.isEmpty() ? null : cursors.getLast()));
  }
}
