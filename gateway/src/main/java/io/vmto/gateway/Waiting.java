package io.vmto.gateway;

import io.vmto.contract.view.FeedEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.MonoSink;

/**
 * Clients who have read all there is, each until something of its job happens: an event costs those
 * it is for, however many wait. The tail's lock guards it; they are told outside of it.
 */
final class Waiting {
  /** Instead of a job's id: for whatever happens. */
  static final String FOR_ANY = "*";

  private final Map<String, Set<Waiter>> waiters = new HashMap<>();

  /** Equal to itself only. */
  static final class Waiter {
    private final String job;
    private final long from;
    private final MonoSink<Long> sink;

    Waiter(String job, long from, MonoSink<Long> sink) {
      this.job = job;
      this.from = from;
      this.sink = sink;
    }

    long from() {
      return from;
    }
  }

  /** Who is to be told up to where there is nothing for them. */
  record Woken(Waiter waiter, long nothingUpTo) {
    void tell() {
      waiter.sink.success(nothingUpTo);
    }
  }

  void add(Waiter waiter) {
    waiters.computeIfAbsent(waiter.job, job -> new LinkedHashSet<>()).add(waiter);
  }

  void remove(Waiter waiter) {
    waiters.computeIfPresent(
        waiter.job,
        (job, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }

  /** Those for whom this entry is, and nothing was before it. */
  List<Woken> wake(FeedEntry entry) {
    var woken = new ArrayList<Woken>();
    wake(entry.job(), entry.position(), woken);
    wake(FOR_ANY, entry.position(), woken);
    return woken;
  }

  private void wake(String job, long position, List<Woken> woken) {
    var due = waiters.getOrDefault(job, Set.of()).stream().filter(w -> w.from < position).toList();
    for (var waiter : due) {
      remove(waiter);
      woken.add(new Woken(waiter, position - 1));
    }
  }

  /** Everybody, without anything being known of what there is for them. */
  List<Woken> wakeAll() {
    var woken =
        waiters.values().stream().flatMap(Set::stream).map(w -> new Woken(w, w.from)).toList();
    waiters.clear();
    return woken;
  }
}
