package io.vmto.runtime;

import io.vmto.runtime.postgres.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for tests: one server per JVM, a fresh database per caller. */
public final class TestDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static LocalPostgres server;

  private final String name;

  private TestDatabase(String name) {
    this.name = name;
  }

  /** A new, empty database on the shared server, which stops with the JVM. */
  public static synchronized TestDatabase shared() {
    try {
      if (server == null) {
        server = start();
      }
      var name = "test" + COUNT.incrementAndGet();
      try (var connection =
              DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
          var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      }
      return new TestDatabase(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LocalPostgres start() throws IOException {
    var folder = Files.createTempDirectory("vmto-test-postgres-");
    var started = LocalPostgres.start(folder, Map.of("max_connections", "300", "fsync", "off"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  started.close();
                  delete(folder);
                }));
    return started;
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String jdbcUrl() {
    return server.jdbcUrl().replaceFirst("/postgres$", "/" + name);
  }

  public String r2dbcUrl() {
    return server.r2dbcUrl().replaceFirst("/postgres$", "/" + name);
  }

  /** The properties that a Spring context needs to use this database. */
  public Map<String, Object> properties() {
    return Map.of(
        "vmto.db.jdbc-url", jdbcUrl(),
        "vmto.db.r2dbc-url", r2dbcUrl(),
        "vmto.db.user", server.user(),
        "vmto.db.password", server.password());
  }
}
