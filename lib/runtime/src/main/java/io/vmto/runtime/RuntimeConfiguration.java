package io.vmto.runtime;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What every service imports: database, Axon, and the vault. */
@Configuration(proxyBeanMethods = false)
@Import({DatabaseConfiguration.class, AxonConfiguration.class, VaultConfiguration.class})
public class RuntimeConfiguration {}
