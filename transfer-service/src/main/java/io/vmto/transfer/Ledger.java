package io.vmto.transfer;

import io.vmto.contract.error.ErrorCode;
import io.vmto.contract.error.Failure;
import io.vmto.contract.transfer.Leftover;
import io.vmto.contract.transfer.Resource;
import io.vmto.contract.transfer.Work.Holding;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The resources a transfer has intended or opened and not closed; only ever changed by events. */
final class Ledger {
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(Resource resource, String remoteId, @Nullable Failure left) {}

  void intended(Resource resource) {
    entries.put(resource.name(), new Entry(resource, "", null));
  }

  void opened(String name, String remoteId) {
    entries.computeIfPresent(name, (n, e) -> new Entry(e.resource(), remoteId, null));
  }

  void closed(String name) {
    entries.remove(name);
  }

  void left(String name, Failure why) {
    entries.computeIfPresent(name, (n, e) -> new Entry(e.resource(), e.remoteId(), why));
  }

  /** What could not be closed may be tried again. */
  void tryAgain() {
    entries.replaceAll((n, e) -> new Entry(e.resource(), e.remoteId(), null));
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  boolean is(String name, Resource.Kind kind) {
    var entry = entries.get(name);
    return entry != null && entry.resource().kind() == kind;
  }

  String remoteId(String name) {
    var entry = entries.get(name);
    return entry == null ? "" : entry.remoteId();
  }

  /** Those of a kind. */
  List<Holding> open(Resource.Kind kind) {
    return open().stream().filter(holding -> holding.resource().kind() == kind).toList();
  }

  List<Holding> open() {
    return entries.values().stream().map(e -> new Holding(e.resource(), e.remoteId())).toList();
  }

  /**
   * What steps from this one on have made and is not given up on, newest first; the source is
   * powered on again when nothing of the target is left.
   */
  List<Holding> openBackwards(int fromStep) {
    return backwards(e -> e.resource().step() >= fromStep)
        .sorted(Comparator.comparing(h -> h.resource().kind() == Resource.Kind.SHUTDOWN))
        .toList();
  }

  /** What must not stay open while the transfer rests. */
  List<Holding> momentary() {
    return backwards(e -> e.resource().kind().momentary()).toList();
  }

  private Stream<Holding> backwards(Predicate<Entry> which) {
    return entries.values().stream()
        .filter(e -> e.left() == null && which.test(e))
        .map(e -> new Holding(e.resource(), e.remoteId()))
        .toList()
        .reversed()
        .stream();
  }

  List<Leftover> leftovers() {
    return entries.values().stream()
        .map(e -> new Leftover(e.resource(), e.remoteId(), why(e.left())))
        .toList();
  }

  private static Failure why(@Nullable Failure left) {
    return Objects.requireNonNullElseGet(
        left,
        () ->
            Failure.of(
                ErrorCode.LEFTOVERS,
                "It was not closed when the transfer ended.",
                "Look at it on the platform and remove it by hand."));
  }
}
