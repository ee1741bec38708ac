package io.vmto.gateway;

import io.vmto.gateway.openapi.OpenApi;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.node.ObjectNode;

/** The API's description of itself, for whoever generates a client or a form from it. */
@RestController
final class DocumentApi {
  private final RequestMappingHandlerMapping routes;

  DocumentApi(RequestMappingHandlerMapping routes) {
    this.routes = routes;
  }

  @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
  ObjectNode document() {
    return OpenApi.of(
        Installation.current().version(),
        routes.getHandlerMethods(),
        Asked.class,
        Problems.Problem.class);
  }
}
