package io.vmto.gateway.portal;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The pages that people use in a browser. */
@Configuration(proxyBeanMethods = false)
public class PortalConfiguration {
  @Bean
  RouterFunction<ServerResponse> portalPages(@Value("${vmto.oidc.issuer:}") String issuer) {
    var pages = new PortalPages(Portal.onClasspath(), issuer);
    return RouterFunctions.route(request -> Portal.isAsked(request.exchange().getRequest()), pages);
  }
}
