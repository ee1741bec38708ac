package io.vmto.gateway.graphql;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.TypeRuntimeWiring;
import io.vmto.contract.access.Permission;
import io.vmto.contract.job.JobId;
import io.vmto.contract.transfer.Progress;
import io.vmto.contract.view.FeedEntry;
import io.vmto.contract.view.JobView;
import io.vmto.contract.view.ViewQuery.FindJob;
import io.vmto.gateway.Bus;
import io.vmto.gateway.FeedCursor;
import io.vmto.gateway.FeedTail;
import io.vmto.gateway.Telling;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The live feeds, from the same tail as those of REST and as fast as each client reads. */
final class Subscriptions {
  private final Bus bus;
  private final FeedTail tail;

  Subscriptions(Bus bus, FeedTail tail) {
    this.bus = bus;
    this.tail = tail;
  }

  TypeRuntimeWiring.Builder wire(TypeRuntimeWiring.Builder type) {
    return type.dataFetcher("jobEvents", env -> Flux.defer(() -> jobEvents(env)))
        .dataFetcher("progress", env -> Flux.defer(() -> progress(env)))
        .dataFetcher("feed", env -> Flux.defer(() -> feed(env)));
  }

  private Flux<FeedEntry> jobEvents(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    var job = asking.id("id", JobId::new);
    var cursor =
        FeedCursor.ofJob(
            tail,
            bus,
            job,
            asking.required("after", Long.class),
            asking.required("follow", Boolean.class));
    return bus.ask(new FindJob(job), JobView.class, asking.call())
        .thenMany(stored(cursor.telling()));
  }

  private Flux<FeedEntry> feed(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    var caller = asking.call().caller();
    asking.call().require(Permission.VIEW);
    var after = asking.optional("after", Long.class);
    var from = after == null ? tail.now() : Mono.just(after);
    return from.flatMapMany(at -> stored(FeedCursor.ofAll(tail, bus, at).telling()))
        .filter(entry -> new Telling.Stored(entry).isFor(caller));
  }

  private Flux<Progress> progress(DataFetchingEnvironment env) {
    var asking = new Asking(env);
    asking.call().require(Permission.VIEW);
    if (asking.optional("job", String.class) == null) {
      return tail.progress().takeUntilOther(tail.stopped());
    }
    var job = asking.id("job", JobId::new);
    return tail.progress().filter(p -> p.job().equals(job)).takeUntilOther(tail.stopped());
  }

  /** A slow client needs no word of it: what it has not seen is read from the log. */
  private Flux<FeedEntry> stored(Flux<Telling> telling) {
    return telling
        .takeUntil(Telling.End.class::isInstance)
        .ofType(Telling.Stored.class)
        .map(Telling.Stored::entry)
        .takeUntilOther(tail.stopped());
  }
}
