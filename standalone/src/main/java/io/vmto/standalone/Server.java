package io.vmto.standalone;

import io.vmto.gateway.identity.FirstPassword;
import io.vmto.runtime.postgres.LocalPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;

/**
 * A running composition with its PostgreSQL. What it needs to go on after a kill is in the data
 * folder; closing it drains: running steps reach a checkpoint, then everything stops.
 */
public final class Server implements AutoCloseable {
  private final Path data;
  private final FileChannel lockFile;
  private final LocalPostgres postgres;
  private final ConfigurableApplicationContext context;
  private @Nullable FirstPassword firstPassword;

  private Server(
      Path data,
      FileChannel lockFile,
      LocalPostgres postgres,
      ConfigurableApplicationContext context,
      @Nullable FirstPassword firstPassword) {
    this.data = data;
    this.lockFile = lockFile;
    this.postgres = postgres;
    this.context = context;
    this.firstPassword = firstPassword;
  }

  /** Starts everything for this machine only and returns when requests are answered. */
  public static Server start(Path data, Path keyFile, int port, String logLevel)
      throws IOException {
    return start(data, keyFile, port, logLevel, Reach.LOOPBACK);
  }

  /**
   * Starts everything and returns when requests are answered.
   *
   * @param keyFile holds the key of the sealed secrets; belongs outside the data folder
   * @param port where to listen, 0 for a free one
   * @param logLevel of what VMTO itself tells on standard error: info, warn, error
   */
  static Server start(Path data, Path keyFile, int port, String logLevel, Reach reach)
      throws IOException {
    privateFolder(data);
    var lockFile = lock(data);
    LocalPostgres postgres = null;
    var told = new AtomicReference<@Nullable FirstPassword>();
    try {
      postgres = LocalPostgres.start(data.resolve("postgres"));
      var context =
          new SpringApplicationBuilder(Standalone.class)
              .registerShutdownHook(false)
              .properties(properties(data, keyFile, port, postgres))
              .properties(reach.settings())
              .listeners(event -> listen(event, told))
              .properties("logging.level.io.vmto=" + logLevel)
              .run();
      var server = new Server(data, lockFile, postgres, context, told.get());
      writeAtomically(data.resolve("server.json"), "{\"url\":\"" + server.url() + "\"}\n");
      return server;
    } catch (IOException | RuntimeException e) {
      if (postgres != null) {
        postgres.close();
      }
      lockFile.close();
      throw e;
    }
  }

  private static void listen(
      ApplicationEvent event, AtomicReference<@Nullable FirstPassword> told) {
    if (event instanceof PayloadApplicationEvent<?> message
        && message.getPayload() instanceof FirstPassword first) {
      told.set(first);
    }
  }

  private static Map<String, Object> properties(
      Path data, Path keyFile, int port, LocalPostgres postgres) throws IOException {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("vmto.data", data.toString());
    properties.put("vmto.installation", installation(data));
    properties.put("vmto.key-file", keyFile.toString());
    properties.put("vmto.db.jdbc-url", postgres.jdbcUrl());
    properties.put("vmto.db.r2dbc-url", postgres.r2dbcUrl());
    properties.put("vmto.db.user", postgres.user());
    properties.put("vmto.db.password", postgres.password());
    properties.put("server.port", port);
    return properties;
  }

  /** Names this installation in the markers it leaves on remote objects; made once. */
  private static String installation(Path data) throws IOException {
    var file = data.resolve("installation");
    if (!Files.exists(file)) {
      writeAtomically(file, UUID.randomUUID().toString().substring(0, 8) + "\n");
    }
    return Files.readString(file).strip();
  }

  private static FileChannel lock(Path data) throws IOException {
    var channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = channel.tryLock();
    if (held == null) {
      channel.close();
      throw new IOException(
          "Another vmto is running on " + data + ". Stop it, or name another --data folder.");
    }
    return channel;
  }

  static void privateFolder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void writeAtomically(Path file, String text) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** With a certificate under the first name that it may be for. */
  public String url() {
    var settings = context.getEnvironment();
    var port = settings.getProperty("local.server.port");
    if (settings.getProperty("server.ssl.bundle", "").isEmpty()) {
      return "http://127.0.0.1:" + port;
    }
    var names = settings.getProperty("vmto.gateway.names", String[].class, new String[0]);
    var name = names.length == 0 ? "127.0.0.1" : names[0].strip();
    return "https://" + (name.contains(":") ? name : name + ":" + port);
  }

  /** The password of the account that this start made, the first time it is asked for. */
  @Nullable FirstPassword takeFirstPassword() {
    var once = firstPassword;
    firstPassword = null;
    return once;
  }

  public Path data() {
    return data;
  }

  @Override
  public void close() {
    try (lockFile;
        postgres) {
      Files.deleteIfExists(data.resolve("server.json"));
      context.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
