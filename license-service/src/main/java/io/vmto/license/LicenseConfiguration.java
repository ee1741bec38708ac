package io.vmto.license;

import io.vmto.runtime.Aggregates;
import io.vmto.runtime.ContractJson;
import org.axonframework.config.ConfigurerModule;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Everything license-service puts on the buses: may this installation run one more job? */
@Configuration(proxyBeanMethods = false)
public class LicenseConfiguration {
  @Bean
  LicenseVerifier licenseVerifier() {
    return new LicenseVerifier(LicenseVerifier.builtInKey(), ContractJson.strict());
  }

  @Bean
  ConfigurerModule licenseAggregate() {
    return Aggregates.module(InstallationLicense.class);
  }
}
