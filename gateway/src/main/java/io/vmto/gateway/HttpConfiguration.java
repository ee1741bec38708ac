package io.vmto.gateway;

import io.vmto.runtime.ServiceSchema;
import io.vmto.runtime.vault.KeyProvider;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** What every request passes, whatever it asks for. */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
  @Bean
  ServiceSchema gatewaySchema() {
    return new ServiceSchema("gateway");
  }

  @Bean
  Listening gatewayListening(@Value("${vmto.gateway.head:60s}") Duration head) {
    return new Listening(head);
  }

  @Bean
  RequestLog requestLog(Problems problems) {
    return new RequestLog(problems);
  }

  @Bean
  Origins gatewayOrigins(@Value("${vmto.gateway.origins:}") List<String> origins) {
    return new Origins(origins);
  }

  @Bean
  RateLimits rateLimits(
      @Value("${vmto.gateway.rate.requests:6000}") int requests,
      @Value("${vmto.gateway.rate.failures:120}") int failures,
      @Value("${vmto.gateway.rate.sign-ins:30}") int signIns) {
    return new RateLimits(requests, failures, signIns);
  }

  @Bean
  RateLimit rateLimit(RateLimits limits) {
    return new RateLimit(limits);
  }

  @Bean(initMethod = "start")
  AnswerStore answerStore(DatabaseClient db, KeyProvider keys) {
    return new AnswerStore(db, keys);
  }

  @Bean
  Answers gatewayAnswers(AnswerStore store, Problems problems) {
    return new Answers(store, problems);
  }

  @Bean
  CsvApi csvApi(Bus bus) {
    return new CsvApi(bus);
  }
}
