package io.vmto.query;

import io.vmto.runtime.ServiceSchema;
import java.time.Clock;
import javax.sql.DataSource;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.r2dbc.core.DatabaseClient;

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
            .registerPooledStreamingEventProcessor(
                Projection.NAME,
                Configuration::eventStore,
                (axon, processor) ->
                    processor
                        .initialSegmentCount(1)
                        .batchSize(BATCH)
                        .tokenClaimInterval(RETRY_MILLIS));
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
