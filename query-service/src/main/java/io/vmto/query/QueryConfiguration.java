package io.vmto.query;

import io.vmto.runtime.ServiceSchema;
import io.vmto.runtime.operations.Tokens;
import io.vmto.runtime.operations.UnbrokenGroup;
import java.time.Clock;
import javax.sql.DataSource;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.gateway.EventGateway;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Everything query-service puts on the buses: every read model, folded from events, and the answers
 * to every {@link io.vmto.contract.view.ViewQuery}.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
public class QueryConfiguration {
  private static final int BATCH = 200;
  private static final long RETRY_MILLIS = 1_000;

  @Bean
  ServiceSchema querySchema() {
    return new ServiceSchema("query");
  }

  @Bean
  Projection projection(
      DataSource pool,
      QueryUpdateEmitter updates,
      @Qualifier("eventSerializer") Serializer stored) {
    return new Projection(new JdbcTemplate(pool), updates, stored);
  }

  /** One segment, because the feed's positions must come in order. */
  @Bean
  ConfigurerModule queryProcessor() {
    return configurer ->
        configurer
            .eventProcessing()
            .registerPooledStreamingEventProcessorConfiguration(
                Projection.NAME,
                (axon, processor) ->
                    processor
                        .initialSegmentCount(1)
                        .batchSize(BATCH)
                        .tokenClaimInterval(RETRY_MILLIS));
  }

  /**
   * Its views are folds over all events in order, and its feed has no gaps: an event that cannot be
   * folded holds it up, in sight of everybody, until the fold is mended. To set it aside would
   * leave views that are wrong without saying so. It also fails where no handler does, when a batch
   * is written; dead letters are told of handlers only.
   */
  @Bean
  UnbrokenGroup queryGroup() {
    return new UnbrokenGroup(Projection.NAME);
  }

  @Bean
  Runs runs(Clock clock) {
    return new Runs(clock);
  }

  @Bean(initMethod = "tidy", destroyMethod = "close")
  Rebuilder rebuilder(
      DataSource pool,
      PlatformTransactionManager transactions,
      @Lazy EventStore store,
      @Qualifier("eventSerializer") Serializer stored,
      Tokens tokens,
      Runs runs) {
    return new Rebuilder(pool, transactions, store, stored, tokens, runs);
  }

  @Bean
  ProjectionDesk projectionDesk(
      Rebuilder rebuilder, Runs runs, @Lazy EventGateway events, Clock clock) {
    return new ProjectionDesk(rebuilder, runs, events, clock);
  }

  @Bean
  PulseQueries pulseQueries(DatabaseClient db) {
    return new PulseQueries(db);
  }

  @Bean
  JobQueries jobQueries(DatabaseClient db) {
    return new JobQueries(db);
  }

  @Bean
  InstallationQueries installationQueries(DatabaseClient db, Clock clock) {
    return new InstallationQueries(db, clock);
  }

  @Bean
  FeedQueries feedQueries(DatabaseClient db) {
    return new FeedQueries(db);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ProgressRecorder progressRecorder(DataSource pool, QueryUpdateEmitter updates, Clock clock) {
    return new ProgressRecorder(new SampleStore(new JdbcTemplate(pool)), updates, clock);
  }
}
