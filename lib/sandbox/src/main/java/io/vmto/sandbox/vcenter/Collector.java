package io.vmto.sandbox.vcenter;

import io.vmto.sandbox.vcenter.Value.Data;
import io.vmto.sandbox.vcenter.Value.Many;
import io.vmto.sandbox.vcenter.Value.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A property collector of a session: its filters and the versions it has handed out. */
final class Collector implements SessionObject {
  static final Ref DEFAULT = new Ref("PropertyCollector", "propertyCollector");
  private static final long FOREVER_SECONDS = 1800;

  private final Ref ref;
  private final World world;
  private final List<Filter> filters = new ArrayList<>();
  private int version;
  private int cancels;

  Collector(Ref ref, World world) {
    this.ref = ref;
    this.world = world;
  }

  @Override
  public Ref ref() {
    return ref;
  }

  @Override
  public Thing thing() {
    return Thing.of(ref).with("filter", Value.refs(filters.stream().map(Filter::ref).toList()));
  }

  @Override
  public void end() {
    List.copyOf(filters).forEach(Filter::end);
    cancel();
  }

  void add(Filter filter) {
    filters.add(filter);
  }

  void remove(Filter filter) {
    filters.remove(filter);
  }

  void cancel() {
    cancels++;
    world.touch();
  }

  /** Blocks, giving up the world's lock, until something changed or the time is over (null). */
  @Nullable Data await(
      SoapCall call, Session session, Function<Ref, Optional<Thing>> find, long otherwiseSeconds) {
    checkVersion(call.optional("version").orElse(""));
    var options = call.child("options");
    int limit =
        options.map(o -> o.number("maxObjectUpdates", Integer.MAX_VALUE)).orElse(Integer.MAX_VALUE);
    long seconds = options.map(o -> o.number("maxWaitSeconds", -1)).orElse(-1);
    long end = System.nanoTime() + (seconds < 0 ? otherwiseSeconds : seconds) * 1_000_000_000L;
    int cancelsBefore = cancels;
    while (true) {
      if (!world.sessions().isLive(session)) {
        throw SoapFault.notAuthenticated();
      }
      session.touch();
      var update = update(find, limit);
      if (update != null) {
        return update;
      }
      if (cancels != cancelsBefore) {
        throw SoapFault.of("RequestCanceled", "The request was canceled by a user.");
      }
      if (System.nanoTime() - end >= 0) {
        return null;
      }
      world.awaitChange(Math.min(end - System.nanoTime(), 1_000_000_000L));
    }
  }

  static long forever() {
    return FOREVER_SECONDS;
  }

  private void checkVersion(String asked) {
    if (asked.isEmpty()) {
      filters.forEach(Filter::forget);
    } else if (!asked.equals(Integer.toString(version))) {
      throw SoapFault.of("InvalidCollectorVersion", "Invalid collector version " + asked);
    }
  }

  private @Nullable Data update(Function<Ref, Optional<Thing>> find, int limit) {
    var sets = new ArrayList<Data>();
    int left = limit;
    for (var filter : filters) {
      var changes = filter.changes(find, left);
      left -= changes.size();
      if (!changes.isEmpty()) {
        sets.add(
            Data.of("PropertyFilterUpdate")
                .put("filter", filter.ref())
                .put("objectSet", new Many("ObjectUpdate", changes)));
      }
    }
    if (sets.isEmpty()) {
      return null;
    }
    version++;
    return Data.of("UpdateSet")
        .put("version", Integer.toString(version))
        .put("filterSet", new Many("PropertyFilterUpdate", sets))
        .put("truncated", left == 0);
  }
}
