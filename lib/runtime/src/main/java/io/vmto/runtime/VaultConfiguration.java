package io.vmto.runtime;

import io.vmto.runtime.vault.FileKeyProvider;
import io.vmto.runtime.vault.KeyProvider;
import io.vmto.runtime.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The installation's key, and what seals with it; read only where something is to be sealed. */
@Configuration(proxyBeanMethods = false)
class VaultConfiguration {
  @Bean
  @Lazy
  @ConditionalOnMissingBean
  KeyProvider keyProvider(@Value("${vmto.key-file}") Path file) throws IOException {
    return new FileKeyProvider(file);
  }

  @Bean
  @Lazy
  Vault vault(KeyProvider keys) {
    return new Vault(keys);
  }
}
