package io.vmto.runtime;

import io.vmto.runtime.access.AccessConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What every service imports: database, Axon, who may send what, and the vault. */
@Configuration(proxyBeanMethods = false)
@Import({
  DatabaseConfiguration.class,
  AxonConfiguration.class,
  AccessConfiguration.class,
  VaultConfiguration.class
})
public class RuntimeConfiguration {}
