package io.vmto.standalone.authority;

import io.vmto.runtime.postgres.LocalPostgres;
import io.vmto.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** The whole composition in this process on a database of its own, which goes with it. */
final class Composition implements AutoCloseable {
  private final Path home;
  private final LocalPostgres postgres;
  private final ConfigurableApplicationContext context;

  private Composition(Path home, LocalPostgres postgres, ConfigurableApplicationContext context) {
    this.home = home;
    this.postgres = postgres;
    this.context = context;
  }

  static Composition start() throws IOException {
    var home = Files.createTempDirectory("vmto-authority-");
    try {
      var postgres = LocalPostgres.start(home.resolve("postgres"));
      try {
        return new Composition(home, postgres, run(home, postgres));
      } catch (RuntimeException e) {
        postgres.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      FileSystemUtils.deleteRecursively(home);
      throw e;
    }
  }

  private static ConfigurableApplicationContext run(Path home, LocalPostgres postgres) {
    return new SpringApplicationBuilder(Standalone.class)
        .registerShutdownHook(false)
        .properties(properties(home, postgres))
        .run();
  }

  <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** Of whoever can read the data folder, which is an administrator. */
  String token() throws IOException {
    return Files.readString(home.resolve("data/token")).strip();
  }

  /** Nothing is limited that many senders in one minute would meet. */
  private static Map<String, Object> properties(Path home, LocalPostgres postgres) {
    var properties = new HashMap<String, Object>();
    properties.put("vmto.data", home.resolve("data").toString());
    properties.put("vmto.installation", "authority");
    properties.put("vmto.key-file", home.resolve("key").toString());
    properties.put("vmto.db.jdbc-url", postgres.jdbcUrl());
    properties.put("vmto.db.r2dbc-url", postgres.r2dbcUrl());
    properties.put("vmto.db.user", postgres.user());
    properties.put("vmto.db.password", postgres.password());
    properties.put("vmto.identity.access", "1h");
    properties.put("vmto.gateway.rate.requests", 1_000_000);
    properties.put("vmto.gateway.rate.failures", 1_000_000);
    properties.put("vmto.gateway.rate.sign-ins", 1_000_000);
    properties.put("vmto.gateway.heartbeat", "1s"); // tells that a stream was opened
    properties.put("server.port", 0);
    properties.put("logging.level.root", "error");
    return properties;
  }

  @Override
  public void close() throws IOException {
    try (postgres) {
      context.close();
    } finally {
      FileSystemUtils.deleteRecursively(home);
    }
  }
}
