package io.vmto.runtime;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for tests: one server per JVM, a fresh database per caller. */
public final class TestDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedPostgres server;

  private final String name;

  private TestDatabase(String name) {
    this.name = name;
  }

  /** A new, empty database on the shared server, which stops with the JVM. */
  public static synchronized TestDatabase shared() {
    try {
      if (server == null) {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("max_connections", "300")
                .start();
      }
      var name = "test" + COUNT.incrementAndGet();
      try (var c = server.getPostgresDatabase().getConnection();
          var s = c.createStatement()) {
        s.execute("create database " + name);
      }
      return new TestDatabase(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name;
  }

  public String r2dbcUrl() {
    return "r2dbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name;
  }

  /** The properties that a Spring context needs to use this database. */
  public Map<String, Object> properties() {
    return Map.of(
        "vmto.db.jdbc-url",
        jdbcUrl(),
        "vmto.db.r2dbc-url",
        r2dbcUrl(),
        "vmto.db.user",
        "postgres",
        "vmto.db.password",
        "postgres");
  }
}
