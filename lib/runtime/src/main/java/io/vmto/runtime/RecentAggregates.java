package io.vmto.runtime;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.caching.NoCache;
import org.axonframework.config.Configuration;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of one type as their last command left them, so that the next one need not read their
 * whole past. Axon forgets one whose command failed. Only for a process that writes alone: with
 * several, an aggregate may have moved on elsewhere, and a report that looks late would be dropped.
 */
final class RecentAggregates implements Cache {
  /** More than move at the same time; the rest are read again when they do. */
  private static final int MOST = 2_000;

  private final com.github.benmanes.caffeine.cache.Cache<Object, Object> recent =
      Caffeine.newBuilder().maximumSize(MOST).build();

  private RecentAggregates() {}

  static Cache of(Configuration axon) {
    return axon.eventStore() instanceof EmbeddedEventStore
        ? new RecentAggregates()
        : NoCache.INSTANCE;
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <K, V> @Nullable V get(K aggregate) {
    return (V) recent.getIfPresent(aggregate);
  }

  @Override
  public void put(Object aggregate, Object entry) {
    recent.put(aggregate, entry);
  }

  @Override
  public boolean putIfAbsent(Object aggregate, Object entry) {
    return recent.asMap().putIfAbsent(aggregate, entry) == null;
  }

  @Override
  public boolean remove(Object aggregate) {
    return recent.asMap().remove(aggregate) != null;
  }

  @Override
  public boolean containsKey(Object aggregate) {
    return recent.asMap().containsKey(aggregate);
  }

  /** Repositories listen to nothing here. */
  @Override
  public Registration registerCacheEntryListener(EntryListener listener) {
    throw new UnsupportedOperationException();
  }
}
