package io.vmto.runtime;

import io.vmto.runtime.access.AccessConfiguration;
import io.vmto.runtime.operations.OperationsConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What every service imports: database, Axon, who may send what, the vault, and what keeps it
 * running.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  DatabaseConfiguration.class,
  AxonConfiguration.class,
  AccessConfiguration.class,
  VaultConfiguration.class,
  OperationsConfiguration.class
})
public class RuntimeConfiguration {}
