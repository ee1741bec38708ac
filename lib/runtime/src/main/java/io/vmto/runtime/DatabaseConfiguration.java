package io.vmto.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.PlatformTransactionManager;

/** One PostgreSQL, reached by JDBC for what blocks anyway and by R2DBC for what people read. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
  /**
   * Must stay above the command threads plus the processors' segments plus a few, or every
   * connection waits for a lock whose holder waits for a connection.
   */
  static final int POOL = 32;

  @Bean
  ServiceSchema axonSchema() {
    return new ServiceSchema("axon");
  }

  @Bean(destroyMethod = "close")
  HikariDataSource dataSource(
      @Value("${vmto.db.jdbc-url}") String url,
      @Value("${vmto.db.user}") String user,
      @Value("${vmto.db.password}") String password,
      List<ServiceSchema> schemas) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true");
    pool.setUsername(user);
    pool.setPassword(password);
    pool.setMaximumPoolSize(POOL);
    pool.setMinimumIdle(4);
    pool.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
    schemas.forEach(schema -> migrate(pool, schema.name()));
    return pool;
  }

  private static void migrate(DataSource pool, String schema) {
    Flyway.configure()
        .dataSource(pool)
        .schemas(schema)
        .locations("classpath:db/" + schema)
        .load()
        .migrate();
  }

  /** Depends on the data source so that schemas exist before the first read. */
  @Bean(destroyMethod = "dispose")
  ConnectionPool connectionFactory(
      @Value("${vmto.db.r2dbc-url}") String url,
      @Value("${vmto.db.user}") String user,
      @Value("${vmto.db.password}") String password,
      DataSource migrated) {
    var options =
        ConnectionFactoryOptions.parse(url)
            .mutate()
            .option(ConnectionFactoryOptions.USER, user)
            .option(ConnectionFactoryOptions.PASSWORD, password)
            .build();
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(ConnectionFactories.get(options))
            .maxSize(16)
            .maxIdleTime(Duration.ofMinutes(5))
            .maxAcquireTime(Duration.ofSeconds(10))
            .build());
  }

  @Bean
  DatabaseClient databaseClient(ConnectionFactory connections) {
    return DatabaseClient.create(connections);
  }

  @Bean
  PlatformTransactionManager transactionManager(DataSource pool) {
    return new JdbcTransactionManager(pool);
  }
}
