package io.vmto.transfer;

import io.vmto.runtime.Aggregates;
import io.vmto.runtime.ServiceSchema;
import io.vmto.transfer.artifact.ArtifactStore;
import io.vmto.transfer.artifact.LocalArtifactStore;
import io.vmto.transfer.worker.WorkerConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import org.axonframework.config.ConfigurerModule;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What transfer-service is made of. */
@Configuration(proxyBeanMethods = false)
@Import(WorkerConfiguration.class)
public class TransferConfiguration {
  @Bean
  ServiceSchema transferSchema() {
    return new ServiceSchema("transfer");
  }

  @Bean
  ConfigurerModule transferAggregate() {
    return Aggregates.module(Transfer.class);
  }

  @Bean
  ArtifactStore artifactStore(@Value("${vmto.data}") Path data) throws IOException {
    return new LocalArtifactStore(data.resolve("artifacts"));
  }
}
