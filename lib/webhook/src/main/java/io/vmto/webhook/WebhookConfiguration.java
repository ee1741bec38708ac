package io.vmto.webhook;

import io.vmto.hypervisor.Address.Reach;
import io.vmto.runtime.Aggregates;
import io.vmto.runtime.ServiceSchema;
import io.vmto.runtime.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What webhook-service is made of: telling those outside what happened. */
@Configuration(proxyBeanMethods = false)
public class WebhookConfiguration {
  @Bean
  ServiceSchema webhookSchema() {
    return new ServiceSchema("webhook");
  }

  @Bean
  ConfigurerModule webhookAggregate() {
    return Aggregates.module(Webhook.class);
  }

  @Bean
  Outbound webhookOutbound(@Value("${vmto.webhook.nearest:PUBLIC}") Reach nearest) {
    return new Outbound(nearest);
  }

  @Bean
  Hooks webhooks(DataSource database, Vault vault) {
    return new Hooks(JdbcClient.create(database), vault);
  }

  @Bean
  Deliveries webhookDeliveries(DataSource database) {
    return new Deliveries(JdbcClient.create(database));
  }

  @Bean
  Router webhookRouter(
      Hooks hooks, Deliveries deliveries, @Qualifier("eventSerializer") Serializer stored) {
    return new Router(hooks, deliveries, stored);
  }

  @Bean
  Questions webhookQuestions(Hooks hooks, Deliveries deliveries) {
    return new Questions(hooks, deliveries);
  }

  @Bean
  Patience webhookPatience(
      @Value("${vmto.webhook.attempts:12}") int attempts,
      @Value("${vmto.webhook.first-wait:1s}") Duration first,
      @Value("${vmto.webhook.longest-wait:10m}") Duration longest,
      @Value("${vmto.webhook.give-up:1h}") Duration giveUp) {
    return new Patience(attempts, first, longest, giveUp);
  }

  @Bean
  Courier webhookCourier(
      Hooks hooks,
      Deliveries deliveries,
      Outbound outbound,
      Patience patience,
      Clock clock,
      @Value("${vmto.webhook.timeout:10s}") Duration timeout,
      @Value("${vmto.webhook.poll:500ms}") Duration poll,
      @Value("${vmto.webhook.keep:7d}") Duration keep) {
    var post = new Post(outbound, clock, timeout);
    return new Courier(hooks, deliveries, post, patience, clock, new Courier.Rhythm(poll, keep));
  }
}
