package io.vmto.runtime.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.queryhandling.DefaultQueryGateway;
import org.axonframework.queryhandling.QueryBus;
import org.axonframework.queryhandling.QueryGateway;
import org.axonframework.queryhandling.QueryUpdateEmitter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Signs what is sent over the buses, and lets nothing be handled that its sender may not send. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {
  /**
   * Seals and checks who sends messages. In one process the key is made up at its start; processes
   * that share buses read it from a file that only they can.
   */
  @Bean
  Seals seals(Clock clock, @Value("${vmto.bus.key-file:}") String keyFile) throws IOException {
    var key = new byte[32];
    if (keyFile.isEmpty()) {
      new SecureRandom().nextBytes(key);
    } else {
      key = Files.readAllBytes(Path.of(keyFile));
    }
    return new Seals(key, clock);
  }

  /** For VMTO's own parts; the gateway, which speaks for people, has its own. */
  @Bean
  CommandGateway commandGateway(CommandBus bus, Seals seals) {
    var gateway = DefaultCommandGateway.builder().commandBus(bus).build();
    gateway.registerDispatchInterceptor(Guards.signing(seals));
    return gateway;
  }

  /** As {@link #commandGateway}. */
  @Bean
  QueryGateway queryGateway(QueryBus bus, Seals seals) {
    var gateway = DefaultQueryGateway.builder().queryBus(bus).build();
    gateway.registerDispatchInterceptor(Guards.signing(seals));
    return gateway;
  }

  /** Axon's own starter makes an emitter whatever is there: ours takes its place in the context. */
  @Bean
  static BeanPostProcessor guardedEmitter(ObjectProvider<Seals> seals) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof QueryUpdateEmitter ? new GuardedEmitter(seals.getObject()) : bean;
      }
    };
  }

  /** Refusals are turned into details by what was registered before, in an earlier phase. */
  @Bean
  ConfigurerModule guards(Seals seals) {
    return configurer -> configurer.onInitialize(axon -> axon.onStart(1, () -> guard(axon, seals)));
  }

  private static void guard(org.axonframework.config.Configuration axon, Seals seals) {
    axon.commandBus().registerHandlerInterceptor(Guards.arriving(seals));
    axon.queryBus().registerHandlerInterceptor(Guards.arriving(seals));
  }
}
