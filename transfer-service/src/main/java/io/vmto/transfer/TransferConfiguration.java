package io.vmto.transfer;

import io.vmto.runtime.Aggregates;
import io.vmto.runtime.ServiceSchema;
import io.vmto.transfer.artifact.ArtifactConfiguration;
import io.vmto.transfer.worker.WorkerConfiguration;
import org.axonframework.config.ConfigurerModule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What transfer-service is made of. */
@Configuration(proxyBeanMethods = false)
@Import({ArtifactConfiguration.class, WorkerConfiguration.class})
public class TransferConfiguration {
  @Bean
  ServiceSchema transferSchema() {
    return new ServiceSchema("transfer");
  }

  @Bean
  ConfigurerModule transferAggregate() {
    return Aggregates.module(Transfer.class);
  }
}
