package io.vmto.gateway.operations;

import io.vmto.gateway.Bus;
import io.vmto.gateway.Settings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What keeps an installation running, over HTTP. */
@Configuration(proxyBeanMethods = false)
public class OperationsConfiguration {
  @Bean
  ProcessorApi processorApi(Bus bus) {
    return new ProcessorApi(bus);
  }

  @Bean
  ProjectionApi projectionApi(Bus bus) {
    return new ProjectionApi(bus);
  }

  @Bean
  HealthApi healthApi(Bus bus, Settings settings) {
    return new HealthApi(bus, settings, Clock.systemUTC());
  }

  @Bean
  ConfigurationApi configurationApi(Bus bus) {
    return new ConfigurationApi(bus, Clock.systemUTC());
  }
}
