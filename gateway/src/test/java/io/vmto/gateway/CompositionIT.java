package io.vmto.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import org.axonframework.commandhandling.AsynchronousCommandBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The gateway on the runtime that it is shipped with, while no service is there yet. */
class CompositionIT {
  @TempDir private Path data;

  @Test
  @Timeout(120)
  void aServiceThatIsNotThereYetIsAProblemAndNoReasonNotToStart() throws Exception {
    var properties = new HashMap<>(TestDatabase.shared().properties());
    properties.put("vmto.data", data.toString());
    properties.put("vmto.key-file", data.resolve("key").toString());
    properties.put("server.port", 0);
    properties.put("spring.config.import", "classpath:gateway.yml");
    try (var context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.REACTIVE)
            .properties(properties)
            .run()) {
      assertThat(context.getBeansOfType(AsynchronousCommandBus.class)).hasSize(1);
      var client =
          WebTestClient.bindToServer()
              .baseUrl(
                  "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"))
              .responseTimeout(Duration.ofSeconds(20))
              .defaultHeader(
                  "Authorization", "Bearer " + Files.readString(data.resolve("token")).strip())
              .build();
      for (var request :
          new WebTestClient.RequestHeadersSpec<?>[] {
            client.get().uri("/api/v1/jobs"),
            client
                .post()
                .uri("/api/v1/jobs/job-1/pause")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{}")
          }) {
        request
            .exchange()
            .expectStatus()
            .isEqualTo(502)
            .expectBody()
            .jsonPath("$.code")
            .isEqualTo("UPSTREAM_BUSY");
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({RuntimeConfiguration.class, GatewayConfiguration.class})
  static class App {}
}
