package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.ReplayToken;
import org.axonframework.eventhandling.ResetHandler;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.axonframework.serialization.Serializer;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps every read model. Events are only collected while Axon hands them over; the whole batch is
 * written just before the token's transaction commits, and told to the feed's watchers after it.
 */
@ProcessingGroup(Projection.NAME)
final class Projection {
  static final String NAME = "query";
  private static final String BATCH = Projection.class.getName();

  private final JdbcTemplate jdbc;
  private final List<ViewStore<?>> views;
  private final FeedStore feed;
  private final QueryUpdateEmitter updates;
  private final Serializer stored;

  Projection(JdbcTemplate jdbc, QueryUpdateEmitter updates, Serializer stored) {
    this.jdbc = jdbc;
    this.views = View.ALL.stream().<ViewStore<?>>map(v -> new ViewStore<>(v, jdbc)).toList();
    this.feed = new FeedStore(jdbc);
    this.updates = updates;
    this.stored = stored;
  }

  @EventHandler
  void on(Event event, EventMessage<?> message, TrackingToken token) {
    var fact = new Fact(token.position().orElseThrow(), event);
    var aggregate = message instanceof DomainEventMessage<?> d ? d.getAggregateIdentifier() : "";
    var payload = message.serializePayload(stored, String.class).getData();
    var entry = FeedFold.entry(fact, aggregate, payload, message.getMetaData());
    var batch = CurrentUnitOfWork.get().getOrComputeResource(BATCH, key -> open());
    batch.add(fact, entry, ReplayToken.isReplay(message));
  }

  /** Everything here comes from events, so everything goes; samples do not and stay. */
  @ResetHandler
  void reset() {
    View.ALL.forEach(view -> jdbc.execute("truncate query." + view.table()));
    jdbc.execute("truncate query.feed");
  }

  private Batch open() {
    var batch = new Batch();
    UnitOfWork<?> unit = CurrentUnitOfWork.get();
    unit.onPrepareCommit(u -> write(batch));
    unit.afterCommit(u -> tell(batch));
    return batch;
  }

  private void write(Batch batch) {
    views.forEach(view -> view.project(batch.facts));
    feed.append(batch.entries);
  }

  private void tell(Batch batch) {
    batch.live.forEach(entry -> updates.emit(WatchFeed.class, q -> true, entry));
  }

  /** What one transaction brings. */
  private static final class Batch {
    private final List<Fact> facts = new ArrayList<>();
    private final List<FeedEntry> entries = new ArrayList<>();
    private final List<FeedEntry> live = new ArrayList<>();

    void add(Fact fact, FeedEntry entry, boolean replayed) {
      facts.add(fact);
      entries.add(entry);
      if (!replayed) {
        live.add(entry);
      }
    }
  }
}
