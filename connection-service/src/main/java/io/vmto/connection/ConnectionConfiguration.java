package io.vmto.connection;

import io.vmto.runtime.Aggregates;
import io.vmto.runtime.Dispatch;
import io.vmto.runtime.ServiceSchema;
import io.vmto.runtime.vault.Vault;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.axonframework.config.ConfigurerModule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What connection-service is made of. */
@Configuration(proxyBeanMethods = false)
public class ConnectionConfiguration {
  @Bean
  ServiceSchema connectionSchema() {
    return new ServiceSchema("connection");
  }

  @Bean
  ConfigurerModule connectionAggregate() {
    return Aggregates.module(Connection.class);
  }

  @Bean
  Registry connectionRegistry(DataSource database, Vault vault) {
    return new Registry(JdbcClient.create(database), vault);
  }

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService endpointThreads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("endpoint-", 0).factory());
  }

  @Bean
  Probe probe(Registry registry, Dispatch dispatch, ExecutorService endpointThreads) {
    return new Probe(registry, dispatch, endpointThreads);
  }

  @Bean
  Inventory inventory(Registry registry, ExecutorService endpointThreads) {
    return new Inventory(registry, endpointThreads);
  }
}
