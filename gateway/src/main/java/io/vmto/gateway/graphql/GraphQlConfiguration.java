package io.vmto.gateway.graphql;

import io.vmto.gateway.Bus;
import io.vmto.gateway.FeedTail;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.graphql.execution.DefaultBatchLoaderRegistry;
import org.springframework.graphql.execution.DefaultExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.webflux.GraphQlHttpHandler;
import org.springframework.graphql.server.webflux.GraphQlSseHandler;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;

/**
 * Reads by GraphQL, put together here because Spring Boot's own module is not to be had: one
 * address, only POST, subscriptions as server-sent events.
 */
@Configuration(proxyBeanMethods = false)
public class GraphQlConfiguration {
  private static final String ADDRESS = "/api/v1/graphql";
  private static final MediaType RESPONSE =
      MediaType.parseMediaType("application/graphql-response+json");

  @Bean
  GraphQlSource graphQlSource(Bus bus, FeedTail tail) {
    var errors = new Errors();
    return GraphQlSource.schemaResourceBuilder()
        .schemaResources(new ClassPathResource("graphql/vmto.graphqls"))
        .configureRuntimeWiring(new Fetchers(bus, new Subscriptions(bus, tail)))
        .exceptionResolvers(List.of(errors))
        .subscriptionExceptionResolvers(List.of(errors))
        .instrumentation(Bounds.all())
        .build();
  }

  @Bean
  WebGraphQlHandler graphQlHandler(GraphQlSource source, Bus bus) {
    var loaders = new DefaultBatchLoaderRegistry();
    new Loaders(bus).register(loaders);
    var service = new DefaultExecutionGraphQlService(source);
    service.addDataLoaderRegistrar(loaders);
    return WebGraphQlHandler.builder(service).interceptor(new Errors()).build();
  }

  @Bean
  RouterFunction<ServerResponse> graphQlRoutes(
      WebGraphQlHandler handler, @Value("${vmto.gateway.heartbeat:10s}") Duration heartbeat) {
    var answers = new GraphQlHttpHandler(handler);
    var streams = new GraphQlSseHandler(handler, null, heartbeat);
    var json =
        RequestPredicates.POST(ADDRESS)
            .and(RequestPredicates.contentType(MediaType.APPLICATION_JSON));
    return RouterFunctions.route()
        .route(
            json.and(RequestPredicates.accept(MediaType.APPLICATION_JSON, RESPONSE)),
            answers::handleRequest)
        .route(
            json.and(RequestPredicates.accept(MediaType.TEXT_EVENT_STREAM)), streams::handleRequest)
        .route(RequestPredicates.path(ADDRESS), GraphQlConfiguration::refuse)
        .build();
  }

  private static Mono<ServerResponse> refuse(ServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Mono.error(new MethodNotAllowedException(request.method(), List.of(HttpMethod.POST)));
    }
    var sent = request.headers().contentType();
    if (sent.isEmpty() || !MediaType.APPLICATION_JSON.includes(sent.get())) {
      return Mono.error(
          new UnsupportedMediaTypeStatusException(
              sent.orElse(null), List.of(MediaType.APPLICATION_JSON)));
    }
    return Mono.error(
        new NotAcceptableStatusException(
            List.of(MediaType.APPLICATION_JSON, RESPONSE, MediaType.TEXT_EVENT_STREAM)));
  }
}
