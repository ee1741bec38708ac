package io.vmto.transfer.step;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.transfer.TransferId;
import io.vmto.disk.Throttle;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The throttles of this process, one for each transfer that is driven here and one for each
 * connection, shared by everything that reads; {@link #refresh} brings changed limits to readers
 * that are under way.
 */
public final class Throttles {
  private final Map<String, Throttle> throttles = new ConcurrentHashMap<>();
  private final Limits limits;

  /** Where limits are recorded. */
  public interface Limits {
    /** Bytes a second by subject; who has no limit is left out. Blocks. */
    Map<String, Long> of(Set<String> subjects);
  }

  public Throttles(Limits limits) {
    this.limits = limits;
  }

  public static String subject(TransferId transfer) {
    return "transfer/" + transfer;
  }

  public static String subject(ConnectionId connection) {
    return "connection/" + connection;
  }

  /** What a transfer has to take from when it reads from a connection. */
  List<Throttle> of(TransferId transfer, ConnectionId connection) {
    return List.of(throttle(subject(transfer)), throttle(subject(connection)));
  }

  private Throttle throttle(String subject) {
    return throttles.computeIfAbsent(
        subject, s -> new Throttle(limits.of(Set.of(s)).getOrDefault(s, 0L)));
  }

  /** Applies the limits as they are recorded now; blocks for one look. */
  public void refresh() {
    var known = Set.copyOf(throttles.keySet());
    if (!known.isEmpty()) {
      var now = limits.of(known);
      known.forEach(subject -> apply(subject, now.getOrDefault(subject, 0L)));
    }
  }

  private void apply(String subject, long bytesPerSecond) {
    var throttle = throttles.get(subject);
    if (throttle != null && throttle.limit() != bytesPerSecond) {
      throttle.limit(bytesPerSecond);
    }
  }

  /** The transfer is not driven here any more. */
  void forget(TransferId transfer) {
    throttles.remove(subject(transfer));
  }
}
