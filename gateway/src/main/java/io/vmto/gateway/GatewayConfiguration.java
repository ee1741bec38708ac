package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.operations.PartId;
import io.vmto.contract.webhook.WebhookId;
import io.vmto.gateway.graphql.GraphQlConfiguration;
import io.vmto.gateway.identity.IdentityConfiguration;
import io.vmto.gateway.image.ImageConfiguration;
import io.vmto.gateway.operations.OperationsConfiguration;
import io.vmto.gateway.portal.PortalConfiguration;
import io.vmto.runtime.ContractJson;
import io.vmto.runtime.access.Seals;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.queryhandling.QueryBus;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.convert.converter.Converter;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** What the gateway is made of: the only HTTP door of an installation. */
@Configuration(proxyBeanMethods = false)
@Import({
  HttpConfiguration.class,
  IdentityConfiguration.class,
  GraphQlConfiguration.class,
  OperationsConfiguration.class,
  PortalConfiguration.class,
  ImageConfiguration.class
})
public class GatewayConfiguration {
  @Bean
  Settings gatewaySettings(
      @Value("${vmto.data}") Path data,
      @Value("${vmto.gateway.answer:30s}") Duration answer,
      @Value("${vmto.gateway.live:60s}") Duration live,
      @Value("${vmto.gateway.heartbeat:10s}") Duration heartbeat,
      @Value("${vmto.gateway.poll:5s}") Duration poll,
      @Value("${vmto.gateway.ring:2000}") int ring,
      @Value("${vmto.gateway.names:}") List<String> names) {
    return new Settings(data, answer, live, heartbeat, poll, ring, names);
  }

  @Bean
  Door gatewayDoor(Settings settings, ServerProperties server, Origins origins, RateLimits limits) {
    return new Door(settings.names(), Ssl.isEnabled(server.getSsl()), origins, limits);
  }

  @Bean
  Problems gatewayProblems() {
    return new Problems();
  }

  @Bean
  Bus gatewayBus(CommandBus commands, QueryBus queries, Seals seals, Settings settings) {
    return new Bus(commands, queries, seals, settings);
  }

  @Bean
  FeedTail feedTail(Bus bus, Settings settings) {
    return new FeedTail(bus, settings);
  }

  @Bean
  ConnectionApi connectionApi(Bus bus) {
    return new ConnectionApi(bus);
  }

  @Bean
  JobApi jobApi(Bus bus) {
    return new JobApi(bus);
  }

  @Bean
  WebhookApi webhookApi(Bus bus) {
    return new WebhookApi(bus);
  }

  @Bean
  DocumentApi documentApi(RequestMappingHandlerMapping requestMappingHandlerMapping) {
    return new DocumentApi(requestMappingHandlerMapping);
  }

  @Bean
  AuditApi auditApi(Bus bus) {
    return new AuditApi(bus);
  }

  @Bean
  SystemApi systemApi(Bus bus) {
    return new SystemApi(bus);
  }

  @Bean
  FeedApi feedApi(Bus bus, FeedTail tail, Settings settings) {
    return new FeedApi(bus, tail, settings);
  }

  /**
   * Without TLS nobody but this machine may even knock, whatever is configured: tokens would go
   * over the network for everybody to read.
   */
  @Bean
  WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> listening(
      ServerProperties server, @Value("${vmto.gateway.address:127.0.0.1}") InetAddress address)
      throws UnknownHostException {
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return factory -> factory.setAddress(Ssl.isEnabled(server.getSsl()) ? address : loopback);
  }

  @Bean
  WebFluxConfigurer contractOverHttp() {
    return new WebFluxConfigurer() {
      @Override
      public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(new Arguments(), new AskedArguments());
      }

      @Override
      public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, JobId.class, (Converter<String, JobId>) JobId::new);
        registry.addConverter(
            String.class, ConnectionId.class, (Converter<String, ConnectionId>) ConnectionId::new);
        registry.addConverter(
            String.class, WebhookId.class, (Converter<String, WebhookId>) WebhookId::new);
        registry.addConverter(String.class, PartId.class, (Converter<String, PartId>) PartId::new);
      }

      @Override
      public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
        configurer
            .defaultCodecs()
            .jacksonJsonEncoder(new JacksonJsonEncoder(ContractJson.mapper()));
      }
    };
  }
}
