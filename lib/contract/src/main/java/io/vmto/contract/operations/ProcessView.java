package io.vmto.contract.operations;

import java.time.Instant;
import java.util.List;

/**
 * A running process of the installation.
 *
 * @param name host and process number
 * @param parts which parts of VMTO it is made of, e.g. {@code job}, {@code query}
 * @param databaseMillis how long the database took to answer; -1 when it did not
 * @param skewMillis how far the database's clock is ahead of this process's
 * @param eventStore what keeps the events
 * @param head position of the newest event; -1 before the first, or when it could not be read
 */
public record ProcessView(
    String name,
    List<String> parts,
    String java,
    String os,
    Instant startedAt,
    long databaseMillis,
    long skewMillis,
    String eventStore,
    long head) {
  public ProcessView {
    parts = List.copyOf(parts);
  }
}
