package io.vmto.contract.view;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for, and in which order.
 *
 * @param by what it is sorted by; equal ones stand in the order in which they came about
 * @param limit at most so many; query-service has a limit of its own
 * @param after a cursor of the same list with the same filter and order, or null for its beginning
 */
public record Page<K extends Enum<K>>(K by, boolean descending, int limit, @Nullable String after) {
  /** The beginning of a list, smallest first. */
  public static <K extends Enum<K>> Page<K> ascending(K by, int limit) {
    return new Page<>(by, false, limit, null);
  }

  /** The beginning of a list, greatest first. */
  public static <K extends Enum<K>> Page<K> descending(K by, int limit) {
    return new Page<>(by, true, limit, null);
  }

  /** The same list in pieces of another size. */
  public Page<K> limited(int size) {
    return new Page<>(by, descending, size, after);
  }

  /** The same list from another place. */
  public Page<K> after(@Nullable String cursor) {
    return new Page<>(by, descending, limit, cursor);
  }
}
