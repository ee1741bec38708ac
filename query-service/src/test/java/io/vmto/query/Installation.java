package io.vmto.query;

import io.vmto.query.Histories.Told;
import io.vmto.runtime.Meta;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.responsetypes.ResponseTypes;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.SubscriptionQueryResult;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** query-service on a real PostgreSQL, with an event store that tests write into. */
final class Installation implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ConfigurableApplicationContext context;
  private final Map<String, Long> sequences = new HashMap<>();
  final JdbcTemplate jdbc;

  /** Everything that was ever published here, in order. */
  final List<Told> told = new ArrayList<>();

  Installation() {
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .properties(TestDatabase.shared().properties())
            .properties("spring.config.import=classpath:runtime.yml")
            .run();
    jdbc = new JdbcTemplate(context.getBean(DataSource.class));
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <R> R ask(Object query, Class<R> answer) {
    return bean(QueryGateway.class)
        .query(query, answer)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  <I, U> SubscriptionQueryResult<I, U> watch(Object query, Class<I> first, Class<U> update) {
    return bean(QueryGateway.class)
        .subscriptionQuery(
            query, ResponseTypes.instanceOf(first), ResponseTypes.instanceOf(update));
  }

  /** Stores the events in transactions of a few each, as aggregates would. */
  void publish(List<Told> history) {
    told.addAll(history);
    for (int from = 0; from < history.size(); from += 7) {
      var some = history.subList(from, Math.min(from + 7, history.size()));
      var messages = new ArrayList<EventMessage<?>>();
      some.forEach(told -> messages.add(message(told)));
      bean(EventStore.class).publish(messages);
    }
  }

  /** Waits until the read side has seen everything that is stored. */
  void catchUp() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                number("select coalesce(max(position), -1) from query.feed")
                    == number(
                        "select coalesce(max(globalIndex), -1) from axon.domain_event_entry"));
  }

  /** Forgets every view and folds the whole history again. */
  void rebuild() {
    var processor = processor();
    processor.shutDown();
    processor.resetTokens();
    processor.start();
    catchUp();
  }

  /** Lets no batch be written; a sequence, which no rollback turns back, counts the attempts. */
  void refuseWrites() {
    jdbc.execute("create sequence query.refusals");
    jdbc.execute(
        "create function query.refuse() returns trigger language plpgsql as"
            + " $$ begin perform nextval('query.refusals'); raise exception 'not now'; end $$");
    jdbc.execute(
        "create trigger refuse before insert on query.feed"
            + " for each statement execute function query.refuse()");
  }

  void acceptWrites() {
    jdbc.execute("drop trigger refuse on query.feed");
    jdbc.execute("drop function query.refuse()");
    jdbc.execute("drop sequence query.refusals");
  }

  /** Waits until the projection has failed to write. */
  void awaitTrouble() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> number("select count(*) from query.refusals where is_called") > 0);
  }

  private StreamingEventProcessor processor() {
    return bean(EventProcessingConfiguration.class)
        .eventProcessor(Projection.NAME, StreamingEventProcessor.class)
        .orElseThrow();
  }

  long number(String sql) {
    return jdbc.queryForObject(sql, Long.class);
  }

  @Override
  public void close() {
    context.close();
  }

  private EventMessage<?> message(Told told) {
    long sequence = sequences.merge(told.aggregate(), 0L, (n, zero) -> n + 1);
    return new GenericDomainEventMessage<>(
        "Test",
        told.aggregate(),
        sequence,
        told.event(),
        Map.of(Meta.ACTOR, "tester", Meta.CORRELATION, "c-1"));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({RuntimeConfiguration.class, QueryConfiguration.class})
  static class App {}
}
