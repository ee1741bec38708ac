package io.vmto.runtime;

import io.vmto.runtime.operations.OperationsConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What every service imports: database and Axon. */
@Configuration(proxyBeanMethods = false)
@Import({DatabaseConfiguration.class, AxonConfiguration.class, OperationsConfiguration.class})
public class RuntimeConfiguration {}
