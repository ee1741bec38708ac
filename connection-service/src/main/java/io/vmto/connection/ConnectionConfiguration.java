package io.vmto.connection;

import io.vmto.runtime.Aggregates;
import io.vmto.runtime.Dispatch;
import io.vmto.runtime.ServiceSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.axonframework.config.ConfigurerModule;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
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
  @ConditionalOnMissingBean
  KeyProvider keyProvider(@Value("${vmto.key-file}") Path file) throws IOException {
    return new FileKeyProvider(file);
  }

  @Bean
  Registry connectionRegistry(DataSource database, KeyProvider keys) {
    return new Registry(JdbcClient.create(database), new Vault(keys));
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
