package io.vmto.gateway.identity;

import io.vmto.contract.access.AccountId;
import io.vmto.contract.access.KeyId;
import io.vmto.gateway.Bus;
import io.vmto.runtime.Aggregates;
import io.vmto.runtime.ServiceSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.axonframework.config.ConfigurerModule;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.Environment;
import org.springframework.format.FormatterRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who comes in: accounts, their sessions, keys, and the people of an OIDC issuer. */
@Configuration(proxyBeanMethods = false)
public class IdentityConfiguration {
  @Bean
  IdentitySettings identitySettings(
      @Value("${vmto.identity.access:5m}") Duration access,
      @Value("${vmto.identity.refresh:12h}") Duration refresh,
      @Value("${vmto.identity.lock:1m}") Duration lock,
      @Value("${vmto.identity.away:30d}") Duration away,
      @Value("${vmto.identity.look:2s}") Duration look) {
    return new IdentitySettings(access, refresh, lock, away, look);
  }

  @Bean
  ServiceSchema identitySchema() {
    return new ServiceSchema("identity");
  }

  @Bean
  ConfigurerModule accountAggregate() {
    return Aggregates.module(Account.class);
  }

  @Bean
  ConfigurerModule keyAggregate() {
    return Aggregates.module(ApiKey.class);
  }

  @Bean
  Register identityRegister(DataSource database) {
    return new Register(JdbcClient.create(database));
  }

  @Bean
  Passwords passwords() {
    return new Passwords();
  }

  @Bean
  Lookup identityLookup(DatabaseClient db, Clock clock, IdentitySettings settings) {
    return new Lookup(db, clock, settings.away());
  }

  @Bean
  Sessions sessions(DatabaseClient db, Clock clock, IdentitySettings settings) {
    return new Sessions(db, clock, settings);
  }

  @Bean
  SignIn signIn(
      DatabaseClient db, Passwords passwords, Bus bus, Clock clock, IdentitySettings settings) {
    return new SignIn(db, passwords, bus, clock, settings);
  }

  @Bean
  Directory identityDirectory(DatabaseClient db, Clock clock) {
    return new Directory(db, clock);
  }

  @Bean
  FirstAccount firstAccount(
      DatabaseClient db, Passwords passwords, Bus bus, ApplicationEventPublisher publisher) {
    return new FirstAccount(db, passwords, bus, publisher);
  }

  @Bean
  @ConditionalOnProperty("vmto.oidc.issuer")
  OidcSettings oidcSettings(Environment environment) {
    return OidcSettings.in(environment);
  }

  @Bean
  @ConditionalOnProperty("vmto.oidc.issuer")
  Oidc oidc(OidcSettings settings) {
    return new Oidc(settings);
  }

  @Bean
  Callers callers(@Value("${vmto.data}") Path data, Lookup lookup, ObjectProvider<Oidc> oidc)
      throws IOException {
    return new Callers(InstallationToken.in(data), lookup, oidc.getIfAvailable());
  }

  @Bean
  SecurityWebFilterChain admission(
      ServerHttpSecurity http, Callers callers, Lookup lookup, IdentitySettings settings) {
    return new Admission(callers, new Streams(lookup, settings.look())).chain(http);
  }

  /**
   * Machines have names with any character in them, which stand in addresses. Nothing is gained by
   * writing one oddly: admission and handlers read an address the same way, and all but the
   * portal's pages and five are closed.
   */
  @Bean
  ServerWebExchangeFirewall anyAddress() {
    return ServerWebExchangeFirewall.INSECURE_NOOP;
  }

  @Bean
  SessionApi sessionApi(SignIn signIn, Sessions sessions, ObjectProvider<OidcSettings> oidc) {
    return new SessionApi(signIn, sessions, oidc.getIfAvailable());
  }

  @Bean
  MeApi meApi(SignIn signIn, Passwords passwords, Bus bus) {
    return new MeApi(signIn, passwords, bus);
  }

  @Bean
  AccountApi accountApi(Directory directory, Passwords passwords, Bus bus) {
    return new AccountApi(directory, passwords, bus);
  }

  @Bean
  KeyApi keyApi(Directory directory, Bus bus, Clock clock) {
    return new KeyApi(directory, bus, clock);
  }

  @Bean
  WebFluxConfigurer identityOverHttp() {
    return new WebFluxConfigurer() {
      @Override
      public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
        configurer.addCustomResolver(new Identities());
      }

      @Override
      public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(
            String.class, AccountId.class, (Converter<String, AccountId>) AccountId::new);
        registry.addConverter(String.class, KeyId.class, (Converter<String, KeyId>) KeyId::new);
      }
    };
  }

  /** Gives handlers the {@link Identity} behind a request. */
  private static final class Identities implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Identity.class;
    }

    @Override
    public Mono<Object> resolveArgument(
        MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
      Object identity = exchange.getAttribute(Identity.class.getName());
      return Mono.justOrEmpty(identity);
    }
  }
}
