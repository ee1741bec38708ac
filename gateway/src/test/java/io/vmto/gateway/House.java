package io.vmto.gateway;

import io.vmto.gateway.identity.FirstPassword;
import io.vmto.runtime.RuntimeConfiguration;
import io.vmto.runtime.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.queryhandling.QueryBus;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.util.FileSystemUtils;

/**
 * The gateway on a real port and a database of its own, with Axon's in-process buses and {@link
 * Peers} behind it.
 */
public final class House implements AutoCloseable {
  private final ConfigurableApplicationContext context;
  private final Path data;
  private FirstPassword firstPassword;

  private House(Map<String, Object> settings) throws IOException {
    data = Files.createTempDirectory("vmto-gateway");
    var properties = new HashMap<String, Object>(TestDatabase.shared().properties());
    properties.put("vmto.key-file", data.resolve("key").toString());
    properties.put("vmto.data", data.toString());
    properties.put("server.port", 0);
    properties.put("spring.config.import", "classpath:gateway.yml");
    properties.putAll(settings);
    try {
      context = run(properties);
    } catch (RuntimeException e) {
      delete(data);
      throw e;
    }
    Peers.await(() -> context.getBean(FeedTail.class).head() >= 0);
  }

  private ConfigurableApplicationContext run(Map<String, Object> properties) {
    return new SpringApplicationBuilder(App.class)
        .web(WebApplicationType.REACTIVE)
        .properties(properties)
        .listeners(
            event -> {
              if (event instanceof PayloadApplicationEvent<?> told
                  && told.getPayload() instanceof FirstPassword first) {
                firstPassword = first;
              }
            })
        .run();
  }

  public static House open(Map<String, Object> settings) throws IOException {
    return new House(settings);
  }

  public Peers peers() {
    return context.getBean(Peers.class);
  }

  Object bean(String name) {
    return context.getBean(name);
  }

  FeedTail tail() {
    return context.getBean(FeedTail.class);
  }

  AnswerStore answers() {
    return context.getBean(AnswerStore.class);
  }

  public int port() {
    var port = context.getBean(Environment.class).getProperty("local.server.port", Integer.class);
    return port == null ? -1 : port;
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public Path data() {
    return data;
  }

  public String token() throws IOException {
    return Files.readString(data.resolve("token")).strip();
  }

  /** What whoever started the server was told; null where there were accounts already. */
  public FirstPassword firstPassword() {
    return firstPassword;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** A client that shows a token. */
  public WebTestClient client(String token) {
    return stranger().mutate().defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token).build();
  }

  /** A client that may come in. */
  public WebTestClient client() throws IOException {
    return client(token());
  }

  /** A client without a token. */
  public WebTestClient stranger() {
    return WebTestClient.bindToServer()
        .baseUrl(url())
        .responseTimeout(Duration.ofSeconds(20))
        .build();
  }

  @Override
  public void close() {
    try {
      context.close();
    } finally {
      delete(data);
    }
  }

  private static void delete(Path folder) {
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({RuntimeConfiguration.class, GatewayConfiguration.class})
  static class App {
    @Bean
    Peers peers(CommandBus commands, QueryBus queries) {
      return new Peers(commands, queries);
    }
  }
}
