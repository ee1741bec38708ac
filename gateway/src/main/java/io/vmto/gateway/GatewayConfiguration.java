package io.vmto.gateway;

import io.vmto.contract.connection.ConnectionId;
import io.vmto.contract.job.JobId;
import io.vmto.contract.operations.PartId;
import io.vmto.gateway.operations.OperationsConfiguration;
import io.vmto.runtime.ContractJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.queryhandling.QueryGateway;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
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

/** What the gateway is made of: the only HTTP door of an installation. */
@Configuration(proxyBeanMethods = false)
@Import(OperationsConfiguration.class)
public class GatewayConfiguration {
  @Bean
  Settings gatewaySettings(
      @Value("${vmto.data}") Path data,
      @Value("${vmto.gateway.answer:30s}") Duration answer,
      @Value("${vmto.gateway.live:60s}") Duration live,
      @Value("${vmto.gateway.heartbeat:10s}") Duration heartbeat,
      @Value("${vmto.gateway.poll:5s}") Duration poll,
      @Value("${vmto.gateway.ring:2000}") int ring) {
    return new Settings(data, answer, live, heartbeat, poll, ring);
  }

  @Bean
  AccessToken accessToken(Settings settings) throws IOException {
    return AccessToken.in(settings.data());
  }

  @Bean
  Door gatewayDoor(AccessToken token) {
    return new Door(token);
  }

  @Bean
  Problems gatewayProblems() {
    return new Problems();
  }

  @Bean
  Bus gatewayBus(CommandGateway commands, QueryGateway queries, Settings settings) {
    return new Bus(commands, queries, settings);
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
  SystemApi systemApi(Bus bus) throws IOException {
    return new SystemApi(bus);
  }

  @Bean
  FeedApi feedApi(Bus bus, FeedTail tail, Settings settings) {
    return new FeedApi(bus, tail, settings);
  }

  /** Until there are identities nobody but this machine may even knock, whatever is configured. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> loopbackOnly()
      throws UnknownHostException {
    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return server -> server.setAddress(loopback);
  }

  @Bean
  WebFluxConfigurer contractOverHttp() {
    return new WebFluxConfigurer() {
      @Override
      public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(new Arguments());
      }

      @Override
      public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, JobId.class, (Converter<String, JobId>) JobId::new);
        registry.addConverter(
            String.class, ConnectionId.class, (Converter<String, ConnectionId>) ConnectionId::new);
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
