package io.vmto.query;

import io.vmto.contract.Event;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.ViewQuery.WatchFeed;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.config.ProcessingGroup;
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
  private final List<ReadModel> models;
  private final QueryUpdateEmitter updates;
  private final Serializer stored;

  Projection(JdbcTemplate jdbc, QueryUpdateEmitter updates, Serializer stored) {
    this.jdbc = jdbc;
    this.models = ReadModel.all(jdbc);
    this.updates = updates;
    this.stored = stored;
  }

  @EventHandler
  void on(Event event, EventMessage<?> message, TrackingToken token) {
    var batch = CurrentUnitOfWork.get().getOrComputeResource(BATCH, key -> open());
    batch.add(Stored.of(event, message, token, stored), ReplayToken.isReplay(message));
  }

  /** Everything here comes from events, so everything goes; samples do not and stay. */
  @ResetHandler
  void reset() {
    models.forEach(model -> jdbc.execute("truncate query." + model.table()));
  }

  private Batch open() {
    var batch = new Batch();
    UnitOfWork<?> unit = CurrentUnitOfWork.get();
    unit.onPrepareCommit(u -> write(batch));
    unit.afterCommit(u -> tell(batch));
    return batch;
  }

  private void write(Batch batch) {
    models.forEach(model -> model.project(batch.events));
  }

  private void tell(Batch batch) {
    batch.live.forEach(entry -> updates.emit(WatchFeed.class, q -> true, entry));
  }

  /** What one transaction brings. */
  private static final class Batch {
    private final List<Stored> events = new ArrayList<>();
    private final List<FeedEntry> live = new ArrayList<>();

    void add(Stored event, boolean replayed) {
      events.add(event);
      if (!replayed) {
        live.add(event.entry());
      }
    }
  }
}
